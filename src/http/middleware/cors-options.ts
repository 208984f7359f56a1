import type { CorsOptions } from '@nestjs/common/interfaces/external/cors-options.interface.js';

/** Any port of an origin. */
const ANY_PORT = ':*';

/** Allows CORS for the listed origins. Other origins get no CORS headers. Credentials are off, because callers use tokens instead of cookies. */
export function corsOptions(origins: readonly string[]): CorsOptions {
  return {
    origin: (origin: string | undefined, decide: (error: Error | null, allowed?: string | false) => void) =>
      decide(null, origin !== undefined && isListed(origin, origins) && origin),
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['Authorization', 'Content-Type', 'If-Match', 'If-None-Match', 'Idempotency-Key', 'X-Request-Id'],
    exposedHeaders: ['Content-Disposition', 'ETag', 'Link', 'Location', 'RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Request-Id'],
    maxAge: 600,
  };
}

function isListed(origin: string, origins: readonly string[]): boolean {
  return origins.includes(origin) || origins.includes(origin.replace(/:\d+$/, ANY_PORT));
}
