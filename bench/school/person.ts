import { setTimeout as wait } from 'node:timers/promises';
import { API_PREFIX } from '../../src/http/routes.js';
import type { Role } from '../../src/auth/actor.js';
import type { User } from '../../src/features/users/user.js';
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

const UNAVAILABLE = 503;
/** So often an app of the guide tries. */
const ATTEMPTS = 4;

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

  /** Calls the API as `kind`, under which the log counts it; again, as the guide tells apps, while it cannot be answered now. */
  async ask<Body>(kind: string, path: string, asked: Asked = {}): Promise<Answer<Body>> {
    for (let attempt = 1; ; attempt += 1) {
      const { status, text, etag, retryAfter } = await this.call(kind, path, asked);
      const isExpected = asked.expected ? asked.expected.includes(status) : status >= 200 && status < 300;
      if (isExpected) return { status, body: (text === '' ? undefined : JSON.parse(text)) as Body, etag };
      if (status !== UNAVAILABLE || attempt === ATTEMPTS) {
        this.note(`${asked.method ?? 'GET'} ${path} answered ${status}: ${text.slice(0, 300)}`);
        throw new Unanswered();
      }
      await wait(1000 * retryAfter);
    }
  }

  private async call(kind: string, path: string, { method = 'GET', body, text: sent, headers }: Asked) {
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
    }).catch(({ cause, message }: Error) => {
      this.note(`${method} ${path} got no answer: ${cause instanceof Error ? cause.message : message}`);
      throw new Unanswered();
    });
    const text = await response.text();
    this.place.log.add(kind, response.status, performance.now() - startedAt);
    const { headers: told, status } = response;
    return { status, text, etag: told.get('etag'), retryAfter: Number(told.get('retry-after') ?? 1) };
  }

  /** Notes what this person saw that they should not have seen. */
  note(what: string): void {
    this.place.log.surprise(`${this.user.role} ${this.user.code}: ${what}`);
  }
}
