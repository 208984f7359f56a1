import { setTimeout as wait } from 'node:timers/promises';
import type { Invitation } from '../../src/features/users/invitations.service.js';
import type { ImportOutcomeDto } from '../../src/features/users/user-import.dto.js';
import { Failure } from '../failure.js';
import type { Options } from './options.js';
import { SignIn } from './sign-in.js';
import type { Receiver } from './upload.js';

/** Together with the pauses, about a quarter of an hour. */
const MAX_ATTEMPTS = 36;
const FIRST_PAUSE_S = 0.5;
const MAX_PAUSE_S = 30;
/** Longer than the API takes for any request. */
const TIMEOUT_MS = 90_000;
const TEMPORARY_STATUSES = [408, 429, 502, 503, 504];

type ImportSettings = Pick<Options, 'dryRun' | 'allowUnusualNames' | 'mode' | 'enable'>;

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
}

/** A client of the import route. It signs in as an admin and repeats requests that fail temporarily. */
export class School implements Receiver {
  private readonly path: string;

  constructor(
    private readonly url: string,
    private readonly signIn: SignIn,
    { dryRun, allowUnusualNames, mode, enable }: ImportSettings,
    /** Tells the office why nothing happens at the moment. */
    private readonly report: (text: string) => void,
    private readonly firstPause = FIRST_PAUSE_S,
  ) {
    this.path = `/api/v1/users/import?dryRun=${dryRun}&allowUnusualNames=${allowUnusualNames}&mode=${mode}&enable=${enable}`;
  }

  /** Signs in. A wrong address fails at once; later, the school may be away for a while. @throws Failure */
  async open(): Promise<void> {
    const isThere = await this.tryOnce(() => fetch(new URL('/api/v1/config', this.url), { signal: AbortSignal.timeout(TIMEOUT_MS) }));
    if (!isThere || !(await this.tryOnce(() => this.signIn.accessToken()))) throw new Failure(`${this.url} does not answer.`);
  }

  async importUsers(users: readonly Invitation[]): Promise<ImportOutcomeDto[]> {
    const { status, text } = await this.post(JSON.stringify({ users }));
    if (status !== 200) throw new Failure(`The import failed: ${this.url} answered ${status}: ${text.slice(0, 500)}`);
    const { results } = JSON.parse(text) as { results: ImportOutcomeDto[] };
    if (results.length !== users.length) throw new Failure(`${this.url} answered for ${results.length} of ${users.length} rows.`);
    return results;
  }

  async signInAgain(): Promise<boolean> {
    if (!this.signIn.isRenewable) return false;
    this.report('The last sign-in is too long ago for rows that invite or enable staff. Signing in again.');
    await this.signIn.restart();
    return true;
  }

  private async post(body: string): Promise<Answer> {
    let hasRenewed = false;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.tryOnce(() => this.send(body));
      if (answer?.status === 401 && !hasRenewed && this.signIn.isRenewable) {
        // The token has expired. Without an answer of the user pool, the next attempt renews it.
        hasRenewed = (await this.tryOnce(() => this.signIn.renew())) ?? false;
        if (hasRenewed) continue;
      } else if (answer && !TEMPORARY_STATUSES.includes(answer.status)) {
        return answer;
      } else {
        hasRenewed = false;
      }
      if (attempt === MAX_ATTEMPTS) throw new Failure(`${this.url} does not answer.`);
      const seconds = toSeconds(answer?.retryAfter) ?? Math.min(this.firstPause * 2 ** (attempt - 1), MAX_PAUSE_S);
      this.report(`${answer ? `The school answered ${answer.status}` : 'The school does not answer'}. Trying again in ${seconds} s.`);
      await wait(1000 * seconds);
    }
  }

  private async send(body: string): Promise<Answer> {
    const headers = { authorization: `Bearer ${await this.signIn.accessToken()}`, 'content-type': 'application/json' };
    const options = { method: 'POST', headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) };
    const answer = await fetch(new URL(this.path, this.url), options);
    return { status: answer.status, retryAfter: answer.headers.get('retry-after'), text: await answer.text() };
  }

  /** @returns undefined if the network fails */
  private async tryOnce<T>(request: () => Promise<T>): Promise<T | undefined> {
    try {
      return await request();
    } catch (error) {
      if (error instanceof Failure) throw error;
      return undefined;
    }
  }
}

/** The value of `Retry-After`: seconds, or a date. */
function toSeconds(retryAfter: string | null | undefined): number | undefined {
  if (!retryAfter) return undefined;
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, Math.ceil(seconds));
}
