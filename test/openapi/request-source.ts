import * as fc from 'fast-check';
import { type GoodCall, requestOf } from '../fuzz/call.js';
import type { Operation, Parameter } from '../fuzz/document.js';
import { etagOf } from '../fuzz/good-calls.js';
import type { Wire, WireRequest } from '../fuzz/wire.js';
import { arbitraryOf } from './arbitrary.js';
import type { Callers } from './callers.js';
import { fits } from './check-schema.js';
import { Draw } from './draw.js';
import type { Stock } from './stock.js';
import { violationOf } from './violations.js';

/** How an answer must treat a request: `fitting` is never called invalid, `violating` is always refused, `found` is there. */
export type Expectation = 'fitting' | 'violating' | 'found' | 'any';

export interface GeneratedRequest {
  readonly operation: Operation;
  readonly request: WireRequest;
  readonly expectation: Expectation;
  /** What is special about it, for the report. */
  readonly kind: string;
  readonly call: GoodCall;
}

/** The kinds of requests, in the order in which each operation gets them. */
const KINDS = ['good', 'media', 'random', 'condition', 'good', 'body', 'good', 'query', 'good', 'body', 'random', 'path', 'good'] as const;

/** Kinds of which each operation gets one after the other, from a caller who may. */
const TAKES_TURNS: readonly string[] = ['media', 'condition'];

const MEDIA: readonly (readonly [kind: string, body: string | Buffer, headers: Record<string, string>])[] = [
  ['a body of text', 'x', { 'content-type': 'text/plain' }],
  ['300,000 characters', `{"reason":"${'x'.repeat(300_000)}"}`, { 'content-type': 'application/json' }],
  ['a file of 300,000 characters', 'x'.repeat(300_000), { 'content-type': 'text/csv' }],
  ['a form', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['a body that says nothing of its type', '{}', { 'content-type': '' }],
  ['malformed JSON', '{', { 'content-type': 'application/json' }],
  ['an empty object', '{}', { 'content-type': 'application/json' }],
  ['null', 'null', { 'content-type': 'application/json' }],
  ['a number', '7', { 'content-type': 'application/json' }],
  ['a file', 'a,b\n1,2\n', { 'content-type': 'text/csv' }],
  ['an empty file', '', { 'content-type': 'text/csv' }],
  ['a file with a quotation mark', 'code\n"a', { 'content-type': 'text/csv' }],
  ['gzip that is none', '{}', { 'content-type': 'application/json', 'content-encoding': 'gzip' }],
  ['an unknown encoding', '{}', { 'content-type': 'application/json', 'content-encoding': 'zstd' }],
  ['bytes that are no text', Buffer.from([0x7b, 0xff, 0x7d]), { 'content-type': 'application/json' }],
];

const CONDITIONS: readonly Record<string, string>[] = [
  {},
  { 'idempotency-key': 'the-same-for-all' },
  { 'if-match': '"999.Yk2f8QmWl0aBcDeF"' },
  { 'if-match': '"1.x"' },
  { 'if-match': 'nonsense' },
  { 'if-match': '*' },
  { 'if-none-match': '*' },
  { 'if-none-match': 'nonsense' },
  { 'idempotency-key': 'not visible' },
];

const BAD_IDS = [
  'x',
  '0',
  '-1',
  '%00',
  '%E0%A4%A',
  '00000000-0000-0000-0000-00000000000',
  '..%2f',
  'a%20b',
  '%F0%9F%98%80',
  '9'.repeat(20),
];

/** Makes requests from the document. */
export class RequestSource {
  constructor(
    private readonly wire: Wire,
    private readonly stock: Stock,
    private readonly callers: Callers,
    private readonly seed: number,
  ) {}

  /** The request with this number. Operations take turns. */
  async request(number: number, operations: readonly Operation[]): Promise<GeneratedRequest> {
    const draw = new Draw(Math.imul(this.seed ^ (number + 1), 0x9e3779b1) ^ this.seed);
    const operation = operations[number % operations.length]!;
    const valid = await this.stock.callOf(operation, draw);
    const archived = draw.happens(0.06) && this.stock.inArchivedClass(operation, valid);
    if (archived) return { ...requestFor(operation, archived), operation, call: valid };
    const round = Math.floor(number / operations.length);
    const kind = KINDS[round % KINDS.length]!;
    const token = TAKES_TURNS.includes(kind) ? valid.token : this.callers.tokenFor(operation, valid, draw);
    const call = { ...valid, token, params: this.params(operation, valid, draw, token === valid.token) };
    const made = await this.madeOf(kind, operation, call, { draw, round });
    return { ...made, operation, call: valid };
  }

  private async madeOf(kind: (typeof KINDS)[number], operation: Operation, call: GoodCall, { draw, round }: { draw: Draw; round: number }) {
    const turn = Math.floor(round / KINDS.length);
    const etag = operation.parameters.some(({ name }) => name === 'If-Match') && (await this.etagFor(operation, call));
    const key = operation.parameters.some(({ name }) => name === 'Idempotency-Key') && draw.happens(0.3);
    const headers = { ...call.headers, ...(etag && { 'if-match': etag }), ...(key && { 'idempotency-key': draw.value(fc.uuid()) }) };
    const based = { ...call, headers, query: queryOf(operation, call, draw, kind === 'random') };
    const varied = { ...based, body: bodyOf(operation, call.body, draw, kind === 'random') };
    switch (kind) {
      case 'good':
      case 'random':
        return { kind, expectation: 'fitting' as const, request: requestOf(operation, varied) };
      case 'body':
        return (
          violatingBody(operation, varied, draw) ?? { kind: 'good', expectation: 'fitting' as const, request: requestOf(operation, varied) }
        );
      case 'query':
        return violatingQuery(operation, varied, draw);
      case 'path':
        return badPath(operation, varied, draw);
      case 'condition': {
        const condition = CONDITIONS[turn % CONDITIONS.length]!;
        const withoutHeaders = Object.keys(condition).length === 0 ? ['if-match'] : [];
        return {
          kind: JSON.stringify(condition),
          expectation: 'any' as const,
          request: requestOf(operation, varied, { headers: condition, withoutHeaders }),
        };
      }
      case 'media':
        return ofMedia(operation, varied, turn);
    }
  }

  /** The ETag of what a call changes, or that of another thing if there is nothing to change. */
  private async etagFor(operation: Operation, call: GoodCall): Promise<string> {
    const etag = await etagOf(this.wire, operation, call);
    return etag === 'undefined' ? '"1.Yk2f8QmWl0aBcDeF"' : etag;
  }

  private params(operation: Operation, { params = {} }: GoodCall, draw: Draw, byOwner: boolean): Record<string, string> {
    if (draw.happens(0.75)) return { ...params };
    return Object.fromEntries(
      Object.entries(params).map(([name, value]) => {
        if (draw.happens(0.3)) return [name, value];
        const unknown = operation.path.includes('/notifications/') ? '7' : draw.value(fc.uuid());
        return [name, (draw.happens(0.8) && this.stock.idFor(operation, name, draw, byOwner)) || unknown];
      }),
    );
  }
}

function requestFor(operation: Operation, call: GoodCall) {
  return { kind: 'in an archived class', expectation: 'fitting' as const, request: requestOf(operation, call) };
}

function queryOf({ parameters }: Operation, { query = {} }: GoodCall, draw: Draw, isRandom: boolean): Record<string, string> {
  const taken = parameters.filter(({ in: place }) => place === 'query');
  return Object.fromEntries(
    taken.flatMap(({ name, schema }): [string, string][] => {
      const isSmall = name === 'cursor' ? 0.03 : isRandom ? 0.5 : 0.15;
      if (draw.happens(isSmall)) return [[name, String(draw.value(arbitraryOf(schema)))]];
      const given = query[name];
      return given !== undefined && draw.happens(isRandom ? 0.5 : 0.9) ? [[name, given]] : [];
    }),
  );
}

/** A body that fits: the valid one, a random one, or one of the members of both. */
function bodyOf({ body: schema, isBodyRequired }: Operation, good: unknown, draw: Draw, isRandom: boolean): unknown {
  if (!schema || typeof good !== 'object' || good === null) return good;
  if (!isBodyRequired && draw.happens(0.1)) return undefined;
  if (!isRandom && draw.happens(0.4)) return good;
  const random = draw.value(arbitraryOf(schema)) as object;
  if (isRandom) return random;
  const names = [...new Set([...Object.keys(good), ...Object.keys(random)])];
  const mixed = Object.fromEntries(
    names.flatMap((name) => {
      const from = (draw.happens(0.75) ? good : random) as Record<string, unknown>;
      return from[name] === undefined ? [] : [[name, from[name]]];
    }),
  );
  return fits(schema, mixed) ? mixed : good;
}

function violatingBody(operation: Operation, call: GoodCall, draw: Draw) {
  if (!operation.body || typeof call.body !== 'object') return undefined;
  const { kind, value } = violationOf(operation.body, call.body, draw);
  const body = JSON.stringify(value);
  // A row that has an outcome of its own is refused by that.
  const expectation = call.rows !== undefined && kind.startsWith(`.${call.rows}[`) ? ('any' as const) : ('violating' as const);
  return { kind, expectation, request: requestOf(operation, { ...call, body: body === '' ? '""' : body }) };
}

function violatingQuery(operation: Operation, call: GoodCall, draw: Draw) {
  const wrong = draw.oneOf([
    ...operation.parameters.filter(({ in: place }) => place === 'query').flatMap(wrongValues),
    ['surprise', '1'] as const,
    ['page', '2'] as const,
  ]);
  const query = { ...call.query, [wrong[0]]: wrong[1] };
  return { kind: `the query ${wrong.join('=')}`, expectation: 'violating' as const, request: requestOf(operation, { ...call, query }) };
}

function wrongValues({ name, schema }: Parameter): (readonly [string, string])[] {
  const texts = [
    '',
    'nonsense',
    '-1',
    '1.5',
    '1e9',
    'TRUE',
    'null',
    '\u0001',
    'x'.repeat((schema.maxLength ?? 0) + 1),
    '2026-02-30',
    '2026-02-28',
  ];
  return texts.filter((text) => ![text, Number(text)].some((value) => fits(schema, value))).map((text) => [name, text] as const);
}

function badPath(operation: Operation, call: GoodCall, draw: Draw) {
  const names = Object.keys(call.params ?? {});
  if (names.length === 0) return { kind: 'good', expectation: 'any' as const, request: requestOf(operation, call) };
  const rawParams = { [draw.oneOf(names)]: draw.oneOf(BAD_IDS) };
  return { kind: `the path ${JSON.stringify(rawParams)}`, expectation: 'any' as const, request: requestOf(operation, call, { rawParams }) };
}

function ofMedia(operation: Operation, call: GoodCall, turn: number) {
  const [kind, rawBody, headers] = MEDIA[turn % MEDIA.length]!;
  return { kind, expectation: 'any' as const, request: requestOf(operation, call, { rawBody, headers }) };
}
