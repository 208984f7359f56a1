import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { domainError } from '../core/errors/domain-error.js';
import { Clock } from '../core/time/clock.js';
import type { Actor } from './actor.js';

/** The person signed in too long ago for this change. Its challenge is that of RFC 9470. */
export class RecentSignInRequired extends domainError(
  'unauthenticated',
  'insufficient_user_authentication',
  'You signed in too long ago for this change. Sign in again and repeat it.',
) {
  static within(seconds: number): RecentSignInRequired {
    const challenge = `Bearer error="insufficient_user_authentication", error_description="A more recent sign-in is required", max_age="${seconds}"`;
    return new RecentSignInRequired(undefined, { challenge });
  }
}

/** Requires a recent sign-in for changes that a stolen token could make permanent. */
@Injectable()
export class RecentSignIn {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** @throws RecentSignInRequired */
  assert(actor: Actor): void {
    const seconds = this.config.recentSignInMinutes * 60;
    if (!isRecent(actor, this.clock.now(), seconds)) throw RecentSignInRequired.within(seconds);
  }
}

/** Whether the actor signed in within some seconds. 0 is no limit. */
export function isRecent({ signedInAt }: Pick<Actor, 'signedInAt'>, now: Date, seconds: number): boolean {
  return seconds === 0 || (signedInAt !== undefined && now.getTime() - Date.parse(signedInAt) <= seconds * 1000);
}
