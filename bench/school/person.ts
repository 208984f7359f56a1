import { setTimeout as wait } from 'node:timers/promises';
import type { Role } from '../../src/auth/actor.js';
import type { User } from '../../src/features/users/user.js';
import { API_PREFIX } from '../../src/http/routes.js';
import type { CallLog } from './call-log.js';

/** The address of the school, its log and its tokens. */
export interface Place {
  readonly url: string;
  readonly log: CallLog;
  readonly tokenFor: (id: string, role: Role) => Promise<string>;
}

/** A request, and its expected statuses. */
interface RequestOptions {
  readonly method?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** A body of another type, which `headers` names. */
  readonly text?: string;
  readonly headers?: Record<string, string>;
  /** By default any 2xx. */
  readonly expected?: readonly number[];
}

export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
  readonly etag: string | null;
}

const UNAVAILABLE = 503;
/** As many as the guide for clients recommends. */
const MAX_ATTEMPTS = 4;

/** Thrown after an unexpected answer, which is in the log already. */
class UnexpectedAnswer extends Error {}

/** Runs an action until it ends or gets an unexpected answer. */
export async function ignoreUnexpectedAnswers(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof UnexpectedAnswer)) throw error;
  }
}

/** A user of the school who calls the API as the web app does. */
export class Person {
  private token?: Promise<string>;

  constructor(
    private readonly place: Place,
    readonly user: User,
  ) {}

  /** Calls the API and counts the call under `kind`. Repeats it after a 503, as the guide for clients says. */
  async request<Body>(kind: string, path: string, options: RequestOptions = {}): Promise<Answer<Body>> {
    for (let attempt = 1; ; attempt += 1) {
      const { status, text, etag, retryAfter } = await this.send(kind, path, options);
      const isExpected = options.expected ? options.expected.includes(status) : status >= 200 && status < 300;
      if (isExpected) return { status, body: (text === '' ? undefined : JSON.parse(text)) as Body, etag };
      if (status !== UNAVAILABLE || attempt === MAX_ATTEMPTS) {
        this.note(`${options.method ?? 'GET'} ${path} answered ${status}: ${text.slice(0, 300)}`);
        throw new UnexpectedAnswer();
      }
      await wait(1000 * retryAfter);
    }
  }

  private async send(kind: string, path: string, { method = 'GET', body, text: rawBody, headers }: RequestOptions) {
    this.token ??= this.place.tokenFor(this.user.id, this.user.role);
    const authorization = `Bearer ${await this.token}`;
    const startedAt = performance.now();
    const response = await fetch(`${this.place.url}/${API_PREFIX}${path}`, {
      method,
      headers: {
        authorization,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? rawBody : JSON.stringify(body),
    }).catch(({ cause, message }: Error) => {
      this.note(`${method} ${path} got no answer: ${cause instanceof Error ? cause.message : message}`);
      throw new UnexpectedAnswer();
    });
    const text = await response.text();
    this.place.log.add(kind, response.status, performance.now() - startedAt);
    const { headers: answered, status } = response;
    return { status, text, etag: answered.get('etag'), retryAfter: Number(answered.get('retry-after') ?? 1) };
  }

  /** Logs something that this user should not have seen. */
  note(what: string): void {
    this.place.log.addError(`${this.user.role} ${this.user.code}: ${what}`);
  }
}
