import type { NestExpressApplication } from '@nestjs/platform-express';
import { randomUUID } from 'node:crypto';
import { startServer } from '../../src/app/create-server.js';
import { Log } from '../../src/core/logging/log.js';
import { testConfig } from '../fixtures/engines.js';
import { requestOf } from '../fuzz/call.js';
import { type Operation, OPERATIONS } from '../fuzz/document.js';
import { Wire, type WireAnswer } from '../fuzz/wire.js';
import { World } from '../fuzz/world.js';
import { Callers } from './callers.js';
import { faultsOf } from './judge.js';
import { type GeneratedRequest, RequestSource } from './request-source.js';
import { Stock } from './stock.js';

const AT_ONCE = 16;
const ITS_ETAG = 'its ETag';
const NO_LIMIT = { RATE_LIMIT_PER_MINUTE: '1000000', RATE_LIMIT_PER_ADDRESS: '100000000' };

/** Sends generated requests to a plain server, and collects what the document does not say. */
export class Conformance {
  /** By what is wrong: an example and how often. */
  readonly faults = new Map<string, { example: string; count: number }>();
  /** The statuses that were answered, such as `termsCreate 201`. */
  readonly reached = new Set<string>();

  private constructor(
    private readonly world: World,
    private readonly server: NestExpressApplication,
    private readonly wire: Wire,
  ) {}

  static async open(): Promise<Conformance> {
    const world = await World.open();
    const server = await serve(world, NO_LIMIT);
    return new Conformance(world, server, new Wire(await server.getUrl()));
  }

  /** Sends this many requests, and up to as many again for the operations that lack something. */
  async send(count: number, seed: number, lacking: () => readonly Operation[]): Promise<void> {
    const stock = await Stock.open(this.world);
    const source = new RequestSource(this.wire, stock, await Callers.of(this.world), seed);
    for (let first = 0; first < 2 * count; first += AT_ONCE) {
      const operations = first < count ? OPERATIONS : lacking();
      if (operations.length === 0) return;
      const numbers = Array.from({ length: AT_ONCE }, (_, index) => first + index);
      const batch = await Promise.all(numbers.map((number) => source.request(number, operations)));
      await Promise.all(batch.map((each) => this.sendOne(each)));
      for (const { operation, call } of batch) stock.keep(operation, call);
    }
  }

  private async sendOne(generated: GeneratedRequest): Promise<void> {
    const answer = await this.wire.send(generated.request);
    this.judge(generated, answer);
    const next = followUp(generated, answer);
    // Unchanged is the same everywhere, so once is enough for each operation.
    if (next && !(next.kind === ITS_ETAG && this.reached.has(`${next.operation.id} 304`)))
      this.judge(next, await this.wire.send(next.request));
  }

  /** Sends a request for every operation to a server that accepts no more from this caller. */
  async sendTooMany(): Promise<void> {
    const server = await serve(this.world, { RATE_LIMIT_PER_MINUTE: '1' });
    const wire = new Wire(await server.getUrl());
    const token = await this.world.school.tokenFor({ id: randomUUID(), role: 'ADMIN' });
    for (const operation of [OPERATIONS.find(({ id }) => id === 'healthConfiguration')!, ...OPERATIONS]) {
      const params = Object.fromEntries(operation.parameters.filter((each) => each.in === 'path').map(({ name }) => [name, randomUUID()]));
      const request = requestOf(operation, { token, params });
      this.judge({ operation, request, expectation: 'any', kind: 'one too many', call: {} }, await wire.send(request));
    }
    wire.close();
    await server.close();
  }

  private judge(generated: GeneratedRequest, answer: WireAnswer): void {
    const { operation, request, kind } = generated;
    this.reached.add(`${operation.id} ${answer.status}`);
    for (const fault of faultsOf(generated, answer)) {
      const what = `${operation.id} ${answer.status} ${fault}`;
      const sent = `${kind}: ${request.method} ${request.path} ${String(request.body ?? '').slice(0, 600)}`;
      const { example, count } = this.faults.get(what) ?? { example: `${sent}\n  → ${answer.text.slice(0, 600)}`, count: 0 };
      this.faults.set(what, { example, count: count + 1 });
    }
  }

  async close(): Promise<void> {
    this.wire.close();
    await this.server.close();
    await this.world.close();
  }
}

function serve(world: World, limits: Record<string, string>): Promise<NestExpressApplication> {
  return startServer(testConfig({ ...world.school.environment, ...limits }), new Log('error', 'json', () => undefined));
}

/** What an answer invites to send: the address of what was made, and the ETag of what was read. */
function followUp(generated: GeneratedRequest, { status, headers }: WireAnswer): GeneratedRequest | undefined {
  const { operation, request } = generated;
  const { authorization } = request.headers;
  const common: Record<string, string> = authorization === undefined ? {} : { authorization };
  if (status === 201 && typeof headers.location === 'string') {
    const read = OPERATIONS.find(({ method, path }) => method === 'GET' && path.startsWith(`${operation.path}/{`))!;
    return {
      ...generated,
      operation: read,
      kind: 'its Location',
      request: { method: 'GET', path: headers.location, headers: common },
      expectation: 'found',
    };
  }
  if (status === 200 && request.method === 'GET' && typeof headers.etag === 'string')
    return {
      ...generated,
      kind: ITS_ETAG,
      expectation: 'any',
      request: { ...request, headers: { ...common, 'if-none-match': headers.etag } },
    };
  return undefined;
}
