import { createHash } from 'node:crypto';
import { type Database, keys } from './database.js';
import type { BatchWrite } from './dynalite.js';
import { refusal } from './errors.js';

/** How long a `ClientRequestToken` is remembered, in milliseconds. */
const LIFETIME = 10 * 60_000;

/** The record of a transaction, written in the same batch. */
interface TokenRecord {
  /** The hash of the request. */
  digest: string;
  usedAt: number;
  /** Units of reading its items again, which is what a repetition is charged. */
  reads: [table: string, units: number][];
}

/** Makes a repeated request take effect once. */
export class RequestToken {
  private readonly key: string;
  private readonly digest: string;

  constructor(
    private readonly database: Database,
    token: string,
    actions: unknown,
  ) {
    this.key = keys.tokens + token;
    this.digest = createHash('sha256').update(JSON.stringify(actions)).digest('hex');
  }

  /** The record of the same request, if it was executed before. @throws Refusal if another request had the token */
  recall(): TokenRecord | undefined {
    const record = this.database.read(this.key) as TokenRecord | undefined;
    if (!record || !isRemembered(record)) return undefined;
    if (record.digest === this.digest) return record;
    throw refusal('IdempotentParameterMismatchException', 'The ClientRequestToken was used with other parameters before.');
  }

  remember(reads: TokenRecord['reads'], usedAt = Date.now()): BatchWrite {
    const value: TokenRecord = { digest: this.digest, usedAt, reads };
    return { type: 'put', key: this.key, value };
  }
}

/** Deletes expired tokens. */
export async function forgetTokens(database: Database): Promise<void> {
  const tokens = await database.keys(keys.tokens);
  const expired = tokens.filter((token) => !isRemembered(database.read(keys.tokens + token) as TokenRecord));
  await database.write(expired.map((token) => ({ type: 'del', key: keys.tokens + token })));
}

function isRemembered({ usedAt }: TokenRecord): boolean {
  return usedAt > Date.now() - LIFETIME;
}
