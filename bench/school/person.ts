import { API_PREFIX } from '../../src/app.js';
import type { Role } from '../../src/auth/actor.js';
import type { User } from '../../src/users/user.js';
import type { DayLog } from './log.js';

/** Where the school of the day is, and who signs its tokens. */
export interface Place {
  readonly url: string;
  readonly log: DayLog;
  readonly tokenFor: (id: string, role: Role) => Promise<string>;
}

/** A call, and the answers that are nobody's fault but the caller's. */
interface Asked {
  readonly method?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, as what `headers` say. */
  readonly text?: string;
  readonly headers?: Record<string, string>;
  /** By default only success is. */
  readonly expected?: readonly number[];
}

export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
  readonly etag: string | null;
}

/** What was asked was not done, which the log has noted: there is nothing to go on with. */
class Unanswered extends Error {}

/** Does what somebody wants, up to an answer that was not expected. */
export async function asFarAsAnswered(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
  }
}

/** Somebody of the school with a single-page app in front of them. */
export class Person {
  private token?: Promise<string>;

  constructor(
    private readonly place: Place,
    readonly user: User,
  ) {}

  /** Calls the API as `kind`, under which the log counts it. */
  async ask<Body>(kind: string, path: string, { method = 'GET', body, text: sent, headers, expected }: Asked = {}): Promise<Answer<Body>> {
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
      body: body === undefined ? sent : JSON.stringify(body),
    }).catch((error: Error) => {
      this.note(`${method} ${path} got no answer: ${String(error.cause ?? error)}`);
      throw new Unanswered();
    });
    const text = await response.text();
    this.place.log.add(kind, response.status, performance.now() - startedAt);
    const isExpected = expected ? expected.includes(response.status) : response.ok;
    if (!isExpected) {
      this.note(`${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`);
      throw new Unanswered();
    }
    const etag = response.headers.get('etag');
    return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as Body, etag };
  }

  /** Notes what this person saw that they should not have seen. */
  note(what: string): void {
    this.place.log.surprise(`${this.user.role} ${this.user.code}: ${what}`);
  }
}
