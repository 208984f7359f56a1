import { createHash } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { TooManyRequests } from '../../core/errors/errors.js';
import type { Config } from '../../config/config.js';
import { BoundedStore } from './bounded-store.js';
import { isHealthCheck } from './exempt-routes.js';

const MINUTE_MS = 60_000;
/** Callers and addresses that are counted at a time. */
const MAX_COUNTED = 50_000;

interface Limit {
  /** As the `RateLimit` headers call it. */
  readonly name: string;
  readonly requests: number;
  readonly windowMs: number;
  readonly keyOf: (request: Request) => string;
  /** Whose requests it does not count. */
  readonly spares?: (request: Request) => boolean;
}

/** The limits of a plain server: what a firewall does before the app elsewhere. One set to 0 is off. */
export function rateLimits({ rateLimitPerMinute, rateLimitPerAddress }: Config): RequestHandler[] {
  const limits: Limit[] = [
    { name: 'address', requests: rateLimitPerAddress, windowMs: 5 * MINUTE_MS, keyOf: addressOf },
    { name: 'caller', requests: rateLimitPerMinute, windowMs: MINUTE_MS, keyOf: callerOf, spares: isNobody },
  ];
  return limits.filter(({ requests }) => requests > 0).map(limited);
}

function limited({ name, requests, windowMs, keyOf, spares }: Limit): RequestHandler {
  return rateLimit({
    identifier: name,
    limit: requests,
    windowMs,
    keyGenerator: keyOf,
    store: new BoundedStore(MAX_COUNTED),
    skip: (request) => isHealthCheck(request) || (spares?.(request) ?? false),
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Which proxies are believed is a setting of ours, and the library warns about more than we do wrong.
    validate: false,
    handler: (request, _response, next) => next(TooManyRequests.until(resetTimeOf(request))),
  });
}

function addressOf({ ip = '' }: Request): string {
  return ipKeyGenerator(ip);
}

/** Whether nobody in particular asks. A whole school may stand behind an address, and each of them asks like that before they sign in. */
function isNobody({ headers }: Request): boolean {
  return headers.authorization === undefined;
}

/** Somebody at an address, by a hash of their token. */
function callerOf(request: Request): string {
  const token = request.headers.authorization?.trim().split(/\s+/).at(-1) ?? '';
  return `${addressOf(request)} ${createHash('sha256').update(token).digest('base64url')}`;
}

function resetTimeOf(request: Request): Date {
  return (request as Request & { rateLimit: { resetTime: Date } }).rateLimit.resetTime;
}
