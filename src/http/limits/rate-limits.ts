import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, type Options, rateLimit } from 'express-rate-limit';
import { createHash } from 'node:crypto';
import type { Config } from '../../config/config.js';
import { TooManyRequests } from '../../core/errors/errors.js';
import { BoundedStore } from './bounded-store.js';
import { isHealthCheck } from './load-shedding.js';

const MINUTE_MS = 60_000;
/** The callers and network addresses that are counted at the same time. */
const MAX_KEYS = 50_000;

/** The rate limits of a plain server. On AWS, the firewall limits the rate. A limit of 0 is off. */
export function rateLimits({ rateLimitPerMinute, rateLimitPerAddress }: Config): RequestHandler[] {
  const limits: Partial<Options>[] = [
    { identifier: 'address', limit: rateLimitPerAddress, windowMs: 5 * MINUTE_MS, keyGenerator: addressOf, skip: isHealthCheck },
    {
      identifier: 'caller',
      limit: rateLimitPerMinute,
      windowMs: MINUTE_MS,
      keyGenerator: callerOf,
      // A whole school can share an address, and every person sends requests without a token before signing in.
      skip: (request) => isHealthCheck(request) || request.headers.authorization === undefined,
    },
  ];
  return limits
    .filter(({ limit }) => limit !== 0)
    .map((options) =>
      rateLimit({
        ...options,
        store: new BoundedStore(MAX_KEYS),
        standardHeaders: 'draft-8',
        legacyHeaders: false,
        // The library would warn about `trust proxy`, which is a setting of this app.
        validate: false,
        handler: (request, _response, next) => next(TooManyRequests.until(resetTimeOf(request))),
      }),
    );
}

function addressOf({ ip = '' }: Request): string {
  return ipKeyGenerator(ip);
}

/** Identifies a caller by the network address and a hash of the token. */
function callerOf(request: Request): string {
  const token = request.headers.authorization?.trim().split(/\s+/).at(-1) ?? '';
  return `${addressOf(request)} ${createHash('sha256').update(token).digest('base64url')}`;
}

function resetTimeOf(request: Request): Date {
  return (request as Request & { rateLimit: { resetTime: Date } }).rateLimit.resetTime;
}
