import { CognitoError, notAuthorized } from './errors.js';

const FREE_TRIES = 5;
const MAX_LOCK = 15 * 60_000;

/**
 * Slows down guessing as AWS does: the nth wrong try, from the fifth on, locks a name for 2^(n-5) seconds, at most 15 minutes. A try
 * while locked is refused and does not count. A successful sign-in or 15 minutes without attempts resets the count.
 */
export class Lockout {
  private readonly failures = new Map<string, { count: number; lockedUntil: number }>();

  constructor(private readonly now: () => number) {}

  /** @throws NotAuthorizedException while `name` is locked */
  assertOpen(name: string): void {
    if ((this.failures.get(name)?.lockedUntil ?? 0) > this.now()) throw notAuthorized('Password attempts exceeded');
  }

  failed(name: string): void {
    const earlier = this.failures.get(name);
    const count = earlier && this.now() - earlier.lockedUntil < MAX_LOCK ? earlier.count + 1 : 1;
    const lock = count < FREE_TRIES ? 0 : Math.min(2 ** (count - FREE_TRIES) * 1000, MAX_LOCK);
    this.failures.set(name, { count, lockedUntil: this.now() + lock });
  }

  succeeded(name: string): void {
    this.failures.delete(name);
  }
}

/** How many times in `period` milliseconds something may be done under one name. */
export class RateLimit {
  private readonly times = new Map<string, number[]>();

  constructor(
    private readonly most: number,
    private readonly period: number,
    private readonly now: () => number,
  ) {}

  /** Counts one more, unless the limit is reached. */
  take(name: string): boolean {
    const recent = (this.times.get(name) ?? []).filter((time) => time > this.now() - this.period);
    const free = recent.length < this.most;
    this.times.set(name, free ? [...recent, this.now()] : recent);
    return free;
  }
}

const CODE_TRIES_AN_HOUR = 10;

/** The limits for requesting and guessing codes. */
export class CodeLimit {
  private readonly limit: RateLimit;

  constructor(now: () => number) {
    this.limit = new RateLimit(CODE_TRIES_AN_HOUR, 3_600_000, now);
  }

  /** @throws LimitExceededException */
  take(operation: string, name: string): void {
    if (!this.limit.take(`${operation} ${name}`)) {
      throw new CognitoError('LimitExceededException', 'Attempt limit exceeded, please try after some time.');
    }
  }
}

/** What AWS allows an account each second, by category. */
const CREATIONS = { most: 50, operations: ['AdminCreateUser'] };
const GROUP_CHANGES = { most: 25, operations: ['AdminAddUserToGroup', 'AdminRemoveUserFromGroup'] };

/** @returns a check that throws TooManyRequestsException where AWS would */
export function awsPace(now: () => number): (operation: string) => void {
  const categories = [CREATIONS, GROUP_CHANGES].map(({ most, operations }) => ({ operations, limit: new RateLimit(most, 1000, now) }));
  return (operation) => {
    const category = categories.find(({ operations }) => operations.includes(operation));
    if (category && !category.limit.take('account')) throw new CognitoError('TooManyRequestsException', 'Too many requests');
  };
}
