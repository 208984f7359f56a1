import { randomUUID } from 'node:crypto';
import type { Abstract, Type } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { startCloud, type LocalCloud } from '../local/cloud.js';
import type { LocalCognito } from '../local/cognito/server.js';
import type { LocalDynamoDb } from '../local/dynamodb/server.js';
import type { LocalS3 } from '../local/s3/server.js';
import type { LocalSecrets } from '../local/secrets/server.js';
import { API_PREFIX, createApp } from '../src/app.js';
import { groupOf, type Actor, type Role } from '../src/auth/actor.js';
import { entityOf } from '../src/audit/audit-entry.js';
import type { User } from '../src/users/user.js';
import { UsersRepository } from '../src/users/users.repository.js';
import { Log } from '../src/common/log.js';
import { readConfig } from '../src/config.js';
import { aUser, anEntry } from './builders.js';
import { testSettings } from './engine.js';
import { deployedArtifact, serveThroughLambda } from './lambda/deployed-app.js';
import { GATEWAY_ANSWERS, type ToldOtherwise } from './lambda/gateway-answers.js';
import { OperationsSent } from './operations-sent.js';

/** An answer of the API, its body parsed. */
export interface Answer<Body = any> {
  status: number;
  headers: Headers;
  body: Body;
}

/** Somebody who calls the API over HTTP; without a token, nobody in particular. */
export class Client {
  constructor(
    private readonly url: string,
    private readonly token?: Promise<string>,
  ) {}

  get(path: string, headers?: Record<string, string>): Promise<Answer> {
    return this.send('GET', path, undefined, headers);
  }

  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> {
    return this.send('POST', path, body, headers);
  }

  put(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> {
    return this.send('PUT', path, body, headers);
  }

  delete(path: string, headers?: Record<string, string>): Promise<Answer> {
    return this.send('DELETE', path, undefined, headers);
  }

  /** Sends a change based on the version that `etag` names; without one, on the thing as it is now. */
  async patch(path: string, body: unknown, etag?: string): Promise<Answer> {
    const ifMatch = etag ?? (await this.get(path)).headers.get('etag') ?? '"0.none"';
    return this.send('PATCH', path, body, { 'if-match': ifMatch });
  }

  /** Sends anything. A body that is a string goes as it is. */
  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(new URL(path.startsWith('/health') ? path : `/${API_PREFIX}${path}`, this.url), {
      method,
      headers: {
        ...(this.token && { authorization: `Bearer ${await this.token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    });
    // Not as `text()`, which drops a byte order mark.
    const text = Buffer.from(await response.arrayBuffer()).toString('utf8');
    return { status: response.status, headers: response.headers, body: bodyOf(text, response.headers) };
  }

  /** All items of a list, walked page by page. */
  async walk(path: string, limit: number): Promise<any[]> {
    const items: unknown[] = [];
    const separator = path.includes('?') ? '&' : '?';
    for (let cursor: string | null | undefined; cursor !== null;) {
      const { status, body } = await this.get(`${path}${separator}limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`);
      if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${JSON.stringify(body)}`);
      items.push(...(body as { items: unknown[] }).items);
      cursor = (body as { nextCursor: string | null }).nextCursor;
    }
    return items;
  }
}

/** JSON as what it says, anything else as its text; undefined where there is nothing. */
function bodyOf(text: string, headers: Headers): unknown {
  if (text === '') return undefined;
  return headers.get('content-type')?.includes('json') ? (JSON.parse(text) as unknown) : text;
}

/** What the log says of one request. */
export interface LogLine {
  requestId: string;
  method: string;
  route: string | null;
  status: number;
  userId?: string;
  role?: string;
  dynamodb: { requests: number; rounds: number; readUnits: number; writeUnits: number };
}

/** The lines of the app's log, each handed to whoever waits for it. */
class Lines {
  /** The fields that lines had, by their names. */
  readonly shapes = new Set<string>();
  private readonly written = new Map<string, LogLine>();
  private readonly awaited = new Map<string, (line: LogLine) => void>();

  readonly take = (text: string): void => {
    const line = JSON.parse(text) as LogLine & { level: string };
    if (line.level === 'error') process.stderr.write(text);
    this.shapes.add(Object.keys(line).join(' '));
    if (!line.method) return;
    this.written.set(line.requestId, line);
    this.awaited.get(line.requestId)?.(line);
  };

  /** The line of a request, which is written when its answer has gone. */
  of(requestId: string): Promise<LogLine> {
    const line = this.written.get(requestId);
    return line ? Promise.resolve(line) : new Promise((resolve) => this.awaited.set(requestId, resolve));
  }
}

/** What a test expects of an answer; through Lambda what `GATEWAY_ANSWERS` says. */
export function expected<T>(what: ToldOtherwise, usually: T): T {
  return deployedArtifact() ? (GATEWAY_ANSWERS[what].there as T) : usually;
}

/** Where the app of a school answers. */
export interface Serving {
  readonly url: string;
  close(): Promise<void>;
}

/** The app with everything around it, in memory, on ports of its own. In the tests through Lambda its HTTP is answered by the packaged app. */
export class School {
  /** What was asked of the cloud since the app started. */
  readonly operations = new OperationsSent();

  private constructor(
    readonly app: NestExpressApplication,
    /** Where it is reached. */
    readonly serving: Serving,
    private readonly cloud: LocalCloud,
    private readonly lines: Lines,
    /** Milliseconds by which the storage is ahead of the time. */
    private readonly ahead: { storage: number },
  ) {}

  /**
   * Starts an empty school. `environment` overrides settings of the app.
   * @param inOneProcess that what one request changed has to be known to the next at once, also what other processes know later: of a revoked token
   * within a minute
   */
  static async start(environment: Record<string, string> = {}, { inOneProcess = false } = {}): Promise<School> {
    const ahead = { storage: 0 };
    const cloud = await startCloud(undefined, undefined, () => Date.now() + ahead.storage);
    const lines = new Lines();
    const settings = testSettings({ ...cloud.environment, ...environment });
    const app = await createApp(readConfig(settings), new Log('info', 'json', lines.take));
    const artifact = deployedArtifact();
    const serving = artifact
      ? await serveThroughLambda(artifact, { settings, cloud, log: lines.take, inOneProcess })
      : await listening(app);
    return new School(app, serving, cloud, lines, ahead);
  }

  get url(): string {
    return this.serving.url;
  }

  get database(): LocalDynamoDb {
    return this.cloud.database;
  }

  get pool(): LocalCognito {
    return this.cloud.pool;
  }

  get storage(): LocalS3 {
    return this.cloud.storage;
  }

  /** What tells another process where everything is. */
  get environment(): Readonly<Record<string, string>> {
    return this.cloud.environment;
  }

  get secrets(): LocalSecrets {
    return this.cloud.secrets;
  }

  /** Does something while it is later for the storage. */
  async whenStorageIsAhead<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
    this.ahead.storage = milliseconds;
    try {
      return await work();
    } finally {
      this.ahead.storage = 0;
    }
  }

  /** Something of the running app. */
  part<T>(token: Abstract<T> | Type<T>): T {
    return this.app.get(token as Type, { strict: false });
  }

  /** A client with a genuine access token for an actor; without one, a client without a token. */
  as(actor?: Actor): Client {
    return new Client(this.url, actor && this.tokenFor(actor));
  }

  /** A client of somebody with a role, who need not have a profile. */
  asSome(role: Role, id: string = randomUUID()): Client {
    return this.as({ id, role });
  }

  /** Adds somebody with a profile, without an account in the pool, and gives them a client. */
  async person(wished: Partial<User> = {}): Promise<{ user: User; client: Client }> {
    const user = aUser(wished);
    await this.part(UsersRepository).create(user, anEntry({ entity: entityOf.user(user.id) }));
    return { user, client: this.as(user) };
  }

  /** An access token signed by the pool's own key. */
  tokenFor({ id, role }: Actor): Promise<string> {
    return this.pool.mint({ sub: id, username: id, 'cognito:groups': [groupOf(role)] });
  }

  /** What the log says of the request that got this answer. */
  lineOf(answer: Answer): Promise<LogLine> {
    return this.lines.of(answer.headers.get('x-request-id')!);
  }

  /** The fields that lines of the log had so far. */
  get logShapes(): string[] {
    return [...this.lines.shapes].sort();
  }

  /** @throws if the app sent what its role on AWS does not allow */
  async close(): Promise<void> {
    this.operations.stop();
    await this.serving.close();
    await this.app.close();
    await this.cloud.close();
    const { forbidden } = this.operations;
    if (forbidden.length > 0) throw new Error(`infra/permissions.yml does not allow ${forbidden.join(', ')}.`);
  }
}

async function listening(app: NestExpressApplication): Promise<Serving> {
  // Signing in takes seconds of the one process both sides run in; a connection that waited meanwhile must not be cut as it is used again.
  app.getHttpServer().keepAliveTimeout = 120_000;
  await app.listen(0, '127.0.0.1');
  return { url: await app.getUrl(), close: () => Promise.resolve() };
}
