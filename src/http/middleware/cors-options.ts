import type { CorsOptions } from '@nestjs/common/interfaces/external/cors-options.interface.js';

/** Allows CORS for the listed origins. Other origins get no CORS headers. Credentials are off, because callers use tokens instead of cookies. */
export function corsOptions(origins: readonly string[]): CorsOptions {
  return {
    origin: (origin: string | undefined, decide: (error: Error | null, allowed?: string | false) => void) =>
      decide(null, origin !== undefined && origins.includes(origin) && origin),
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['Authorization', 'Content-Type', 'If-Match', 'If-None-Match', 'Idempotency-Key', 'X-Request-Id'],
    exposedHeaders: ['Content-Disposition', 'ETag', 'Link', 'Location', 'Retry-After', 'X-Request-Id'],
    maxAge: 600,
  };
}
