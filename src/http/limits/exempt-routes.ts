import type { Request } from 'express';

/** Whether a request asks after the health of the server, which it tells at any time. */
export function isHealthCheck({ path }: Request): boolean {
  return path === '/health' || path.startsWith('/health/');
}
