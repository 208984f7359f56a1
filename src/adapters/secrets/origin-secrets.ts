import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/time/clock.js';
import { Unavailable } from '../../core/errors/errors.js';
import { Config } from '../../config/config.js';
import { OriginRefused } from './origin.errors.js';
import { SecretStore } from './secret-store.js';

/** An unknown value asks for the secrets at most this often: whoever makes up values costs nobody anything. */
const ASKED_AGAIN_MS = 30_000;
/** As often at most after a reading that failed. */
const TRIED_AGAIN_MS = 1_000;
/** A value is not known for longer without a look at what it is now: once replaced, it stops being good. */
const KEPT_MS = 60 * 60 * 1000;

/**
 * The two secrets by which the app knows CloudFront. It sends one of them; both are good, so that the idle one can be replaced and CloudFront told to
 * send that one, without a request refused on the way.
 */
@Injectable()
export class OriginSecrets {
  /** Each secret, as it was last read. */
  private readonly known = new Map<string, Buffer>();
  private lastReading?: { readonly at: number; readonly isComplete: boolean };
  private reading?: Promise<void>;

  constructor(
    private readonly config: Config,
    private readonly store: SecretStore,
    private readonly clock: Clock,
  ) {}

  /** Whether anybody is asked where they come from. */
  get isEnabled(): boolean {
    return this.config.originSecrets !== undefined;
  }

  /** @throws OriginRefused if `value` is neither secret; Unavailable if that cannot be told now */
  async verify(value: string | undefined): Promise<void> {
    if (value === undefined) throw new OriginRefused();
    const given = Buffer.from(value);
    let isKnown = this.isKnown(given);
    if (this.isReadingDue(isKnown)) {
      await this.read();
      isKnown = this.isKnown(given);
    }
    if (isKnown) return;
    throw this.lastReading?.isComplete
      ? new OriginRefused()
      : new Unavailable('The origin of the request cannot be verified at the moment. Try again later.');
  }

  /** Reads both, at once for all who wait. What cannot be read stays as it was. */
  read(): Promise<void> {
    this.reading ??= this.readBoth().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async readBoth(): Promise<void> {
    const at = this.clock.now().getTime();
    const ids = this.config.originSecrets ?? [];
    const read = await Promise.allSettled(ids.map(async (id) => this.known.set(id, Buffer.from(await this.store.read(id)))));
    this.lastReading = { at, isComplete: read.every(({ status }) => status === 'fulfilled') };
  }

  private isReadingDue(isKnown: boolean): boolean {
    if (!this.lastReading) return true;
    const age = this.clock.now().getTime() - this.lastReading.at;
    if (isKnown) return age >= KEPT_MS;
    return age >= (this.lastReading.isComplete ? ASKED_AGAIN_MS : TRIED_AGAIN_MS);
  }

  /** Takes as long for all values of a length: each is compared to its end, with both secrets. How long a secret is, anybody may know. */
  private isKnown(given: Buffer): boolean {
    return [...this.known.values()].filter((secret) => secret.length === given.length && timingSafeEqual(secret, given)).length > 0;
  }
}
