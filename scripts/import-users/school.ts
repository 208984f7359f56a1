import { setTimeout as wait } from 'node:timers/promises';
import type { Invitation } from '../../src/features/users/invitations.service.js';
import type { ImportOutcomeDto } from '../../src/features/users/user-import.dto.js';
import { Failure } from '../failure.js';
import type { Options } from './options.js';
import { SignIn } from './sign-in.js';

const MAX_ATTEMPTS = 8;
/** Seconds between attempts, if the answer has no Retry-After. */
const PAUSE_S = 2;

type ImportSettings = Pick<Options, 'dryRun' | 'allowUnusualNames'>;

/** A client of the import route. It signs in as an admin and repeats requests that fail temporarily. */
export class School {
  private readonly signIn: SignIn;

  constructor(
    private readonly url: string,
    environment: NodeJS.ProcessEnv,
  ) {
    this.signIn = new SignIn(url, environment);
  }

  /** @returns the outcome of each user, in the same order @throws Failure */
  async importUsers(users: readonly Invitation[], { dryRun, allowUnusualNames }: ImportSettings): Promise<ImportOutcomeDto[]> {
    const answer = await this.post(`/api/v1/users/import?dryRun=${dryRun}&allowUnusualNames=${allowUnusualNames}`, { users });
    if (answer.ok) return ((await answer.json()) as { results: ImportOutcomeDto[] }).results;
    const text = await answer.text();
    throw new Failure(`The import failed: ${this.url} answered ${answer.status}: ${text.slice(0, 500)}`);
  }

  private async post(path: string, body: object): Promise<Response> {
    let isRenewed = false;
    for (let tries = 1; ; tries += 1) {
      const answer = await this.tryOnce(path, body);
      if (answer?.status === 401 && !isRenewed && this.signIn.isRenewable) {
        // The token has expired.
        isRenewed = true;
        await this.signIn.renew();
        continue;
      }
      if (answer && ![429, 502, 503, 504].includes(answer.status)) return answer;
      if (tries === MAX_ATTEMPTS) throw new Failure(`${this.url} does not answer. Run the same command again later to continue.`);
      await wait(1000 * (Number(answer?.headers.get('retry-after')) || PAUSE_S));
    }
  }

  /** @returns undefined without an answer */
  private async tryOnce(path: string, body: object): Promise<Response | undefined> {
    try {
      const headers = { authorization: `Bearer ${await this.signIn.accessToken()}`, 'content-type': 'application/json' };
      return await fetch(new URL(path, this.url), { method: 'POST', headers, body: JSON.stringify(body) });
    } catch (error) {
      if (error instanceof Failure) throw error;
      return undefined;
    }
  }
}
