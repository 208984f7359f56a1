/** @returns a script whose value is a function that runs the CommonJS module */
export function asFunction(code: string): string;
