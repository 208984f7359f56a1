import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, type Options, rateLimit } from 'express-rate-limit';
import type { Authenticator } from '../../auth/authenticator.js';
import type { Config } from '../../config/config.js';
import { TooManyRequests } from '../../core/errors/errors.js';
import { BoundedStore } from './bounded-store.js';
import { answersFromMemory } from './load-shedding.js';

const MINUTE_MS = 60_000;
/** The callers and network addresses that are counted at the same time. */
const MAX_KEYS = 50_000;

/** Limits the requests of a network address to a plain server. On AWS, the firewall does. A limit of 0 is off. */
export function addressLimit({ rateLimitPerAddress }: Config): RequestHandler[] {
  return limiter({
    identifier: 'address',
    limit: rateLimitPerAddress,
    windowMs: 5 * MINUTE_MS,
    keyGenerator: ({ ip = '' }) => ipKeyGenerator(ip),
    skip: answersFromMemory,
  });
}

/**
 * Limits the requests of a person, with any of their tokens. A whole school can share an address, so requests without a verified token count for their
 * address only.
 */
export function callerLimit({ rateLimitPerMinute }: Config, authenticator: Authenticator): RequestHandler[] {
  const callerOf = (request: Request) => authenticator.authenticate(request);
  return limiter({
    identifier: 'caller',
    limit: rateLimitPerMinute,
    windowMs: MINUTE_MS,
    keyGenerator: async (request) => (await callerOf(request)).id,
    // The access guard refuses a token that cannot be verified, if the route needs one.
    skip: async (request) => answersFromMemory(request) || (await callerOf(request).catch(() => undefined)) === undefined,
  });
}

function limiter(options: Partial<Options>): RequestHandler[] {
  if (options.limit === 0) return [];
  return [
    rateLimit({
      ...options,
      store: new BoundedStore(MAX_KEYS),
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      // The library would warn about `trust proxy`, which is a setting of this app.
      validate: false,
      handler: (request, _response, next) => next(TooManyRequests.until(resetTimeOf(request))),
    }),
  ];
}

function resetTimeOf(request: Request): Date {
  return (request as Request & { rateLimit: { resetTime: Date } }).rateLimit.resetTime;
}
