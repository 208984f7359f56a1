import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../config/config.js';
import { currentContext, requestContext, runInContext } from '../core/context/request-context.js';
import { detail, domainError } from '../core/errors/domain-error.js';
import { Unavailable } from '../core/errors/errors.js';
import { BoundedMap } from '../core/objects/bounded-map.js';
import { Clock } from '../core/time/clock.js';
import { type Actor, IS_STAFF, toAccountId } from './actor.js';
import { SecondFactors } from './second-factors.js';

const SET_UP_TRUSTED_MS = 5 * 60 * 1000;
/** Short, so that setting up an app has an effect at once. It protects the pool from a client that repeats its requests. */
const NOT_SET_UP_TRUSTED_MS = 2_000;
const MAX_ANSWERS = 1_000;
/** The time of one question. Requests that wait for the pool longer would take the places of people who need no second factor. */
const MAX_WAIT_MS = 5_000;

/** The answer of the pool about one person, or the question while it is under way. */
interface Answer {
  readonly isSetUp: Promise<boolean>;
  trustedUntil: number;
}

export class MfaRequired extends domainError(
  'forbidden',
  'mfa_required',
  'Your school requires a second factor. Set up an authenticator app for your account, then try again.',
) {}

/** Requires an authenticator app of staff, if the school says so. Remembers for a while who has one. */
@Injectable()
export class StaffMfa {
  private readonly logger = new Logger(StaffMfa.name);
  private readonly answers = new BoundedMap<string, Answer>(MAX_ANSWERS);

  constructor(
    private readonly factors: SecondFactors,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** @throws MfaRequired; Unavailable if the pool cannot be asked */
  async assert(actor: Actor): Promise<void> {
    if (this.config.staffMfa === 'optional' || !IS_STAFF[actor.role]) return;
    if (!(await this.isSetUp(actor))) throw new MfaRequired();
  }

  /** An answer counts only for tokens of one instant. So after the office has reset a factor and ended the sessions, the next token asks again. */
  private isSetUp(actor: Actor): Promise<boolean> {
    const now = this.clock.now().getTime();
    const accountId = toAccountId(actor);
    const key = `${accountId} ${actor.tokenIssuedAt}`;
    const known = this.answers.get(key);
    if (known && now < known.trustedUntil) return known.isSetUp;

    const answer: Answer = { isSetUp: this.ask(accountId), trustedUntil: Infinity };
    this.answers.set(key, answer);
    answer.isSetUp.then(
      (isSetUp) => (answer.trustedUntil = now + (isSetUp ? SET_UP_TRUSTED_MS : NOT_SET_UP_TRUSTED_MS)),
      () => (answer.trustedUntil = -Infinity),
    );
    return answer.isSetUp;
  }

  private async ask(accountId: string): Promise<boolean> {
    try {
      const context = requestContext(currentContext()?.requestId ?? '', MAX_WAIT_MS);
      return await runInContext(context, () => this.factors.hasAuthenticatorApp(accountId));
    } catch (error) {
      this.logger.error(error);
      throw new Unavailable(detail('unavailable.second_factor'));
    }
  }
}
