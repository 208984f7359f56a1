export function lambdaRuntime(): { node: string; client: string; flags: string[] };
