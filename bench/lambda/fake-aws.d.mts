export function signatureOf(target: string, body: string): string;
