import { Injectable } from '@nestjs/common';
import { timingSafeEqual } from 'node:crypto';
import { Config } from '../../config/config.js';
import { singleFlight } from '../../core/async/single-flight.js';
import { detail, domainError } from '../../core/errors/domain-error.js';
import { Unavailable } from '../../core/errors/errors.js';
import { Clock } from '../../core/time/clock.js';
import { SecretStore } from './secret-store.js';

/** The response on AWS to every request that bypasses CloudFront. */
export class OriginRefused extends domainError('forbidden', 'origin_refused', 'Send requests to the public address of this service.') {}

/** An unknown value reads the secrets again at most this often, so that made-up values cost nothing. */
const MIN_AGE_MS = 30_000;
/** The minimum time between two reads after a failure. */
const RETRY_MS = 1_000;
/** Older secrets are read again, so that a replaced secret becomes invalid. */
const MAX_AGE_MS = 60 * 60 * 1000;

/**
 * Verifies that a request came through CloudFront, which sends one of two secrets. Both are valid, so that the unused one can be replaced and then
 * used without any rejected request.
 */
@Injectable()
export class OriginSecrets {
  /** The secrets by ARN, from the last successful read of each. */
  private readonly secrets = new Map<string, Buffer>();
  private lastRead?: { readonly at: number; readonly isComplete: boolean };

  constructor(
    private readonly config: Config,
    private readonly store: SecretStore,
    private readonly clock: Clock,
  ) {}

  /** Reads both secrets, once for all concurrent callers. A secret that cannot be read keeps its value. */
  readonly read = singleFlight(() => this.readBoth());

  /** Whether requests must come through CloudFront. */
  get isEnabled(): boolean {
    return this.config.originSecrets !== undefined;
  }

  /** @throws OriginRefused if `value` is neither secret; Unavailable if the secrets cannot be read */
  async verify(value: string | undefined): Promise<void> {
    if (value === undefined) throw new OriginRefused();
    const bytes = Buffer.from(value);
    if (this.isReadDue(this.isKnown(bytes))) await this.read();
    if (this.isKnown(bytes)) return;
    throw this.lastRead?.isComplete ? new OriginRefused() : new Unavailable(detail('unavailable.origin'));
  }

  private async readBoth(): Promise<void> {
    const at = this.clock.now().getTime();
    const ids = this.config.originSecrets ?? [];
    const results = await Promise.allSettled(ids.map(async (id) => this.secrets.set(id, Buffer.from(await this.store.read(id)))));
    this.lastRead = { at, isComplete: results.every(({ status }) => status === 'fulfilled') };
  }

  private isReadDue(isKnown: boolean): boolean {
    if (!this.lastRead) return true;
    const age = this.clock.now().getTime() - this.lastRead.at;
    if (isKnown) return age >= MAX_AGE_MS;
    return age >= (this.lastRead.isComplete ? MIN_AGE_MS : RETRY_MS);
  }

  /** Compares with both secrets in constant time. Only the length of a secret is not protected. */
  private isKnown(value: Buffer): boolean {
    return [...this.secrets.values()].filter((secret) => secret.length === value.length && timingSafeEqual(secret, value)).length > 0;
  }
}
