import { setTimeout as wait } from 'node:timers/promises';
import type { Invitation } from '../../src/features/users/invitations.service.js';
import type { ImportOutcomeDto } from '../../src/features/users/user-import.dto.js';
import { Failure } from '../failure.js';
import { signIn } from './sign-in.js';

const MAX_ATTEMPTS = 8;
/** Seconds between tries where the school does not say. */
const PAUSE_S = 2;

/** The school, asked over HTTP by somebody of the office. What it refuses for now is asked again. */
export class School {
  private token?: Promise<string>;

  constructor(
    private readonly url: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** An outcome for each, in their order. @throws Failure */
  async bring(users: readonly Invitation[], dryRun: boolean): Promise<ImportOutcomeDto[]> {
    const answer = await this.post(`/api/v1/users/import?dryRun=${dryRun}`, { users });
    if (answer.ok) return ((await answer.json()) as { results: ImportOutcomeDto[] }).results;
    const text = await answer.text();
    throw new Failure(`The school answered ${answer.status}: ${text.slice(0, 500)}`);
  }

  private async post(path: string, body: object): Promise<Response> {
    let isSignedInAnew = false;
    for (let tries = 1; ; tries += 1) {
      const answer = await this.tryOnce(path, body);
      if (answer?.status === 401 && !isSignedInAnew && !this.environment.ACCESS_TOKEN) {
        // The token has expired on the way.
        isSignedInAnew = true;
        this.token = undefined;
        continue;
      }
      if (answer && ![429, 502, 503, 504].includes(answer.status)) return answer;
      if (tries === MAX_ATTEMPTS) throw new Failure(`The school at ${this.url} does not answer. Run the same again later: it goes on.`);
      await wait(1000 * (Number(answer?.headers.get('retry-after')) || PAUSE_S));
    }
  }

  /** Undefined if there was no answer. */
  private async tryOnce(path: string, body: object): Promise<Response | undefined> {
    try {
      this.token ??= signIn(this.url, this.environment);
      const headers = { authorization: `Bearer ${await this.token}`, 'content-type': 'application/json' };
      return await fetch(new URL(path, this.url), { method: 'POST', headers, body: JSON.stringify(body) });
    } catch (error) {
      if (error instanceof Failure) throw error;
      this.token = undefined;
      return undefined;
    }
  }
}
