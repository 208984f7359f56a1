import { gzipSync } from 'node:zlib';
import type { GoodCall } from './call.js';
import type { Change } from './cases.js';
import { type Operation, standsForItsMethod } from './document.js';
import { type Refusal, refusalOf } from './refusal.js';

const MEDIA_TYPE: Refusal = { statuses: [415], code: 'unsupported_media_type' };
const UNREADABLE: Refusal = { statuses: [400] };
const UNAUTHENTICATED: Refusal = { statuses: [401], code: 'not_authenticated' };
const NO_GOOD_TOKEN = refusalOf('no good token', UNAUTHENTICATED);

/** Everything that can be wrong with the headers of a route. */
export function headerCases(operation: Operation, call: GoodCall): Change[] {
  return [
    ...(operation.isPublic ? [] : tokenCases(call)),
    ...(operation.body ? contentCases(operation, call) : []),
    ...(operation.parameters.some(({ name }) => name === 'If-Match') ? ifMatchCases() : []),
    ...(operation.parameters.some(({ name }) => name === 'Idempotency-Key') ? keyCases() : []),
    ...(operation.method === 'GET' ? harmless() : []),
  ];
}

function tokenCases({ token }: GoodCall): Change[] {
  const values = [
    '',
    'Bearer',
    'Bearer  ',
    'Bearer null',
    'Basic YTpi',
    token!,
    `Bearer ${token!.slice(0, -8)}`,
    `Bearer ${token}x`,
    `Bearer ${token}, Bearer ${token}`,
  ];
  // The gateway takes a token for one also without the word before it; the app does not.
  const refusalOfToken = (authorization: string) => (authorization === token ? UNAUTHENTICATED : NO_GOOD_TOKEN);
  return [
    { kind: 'no token', changed: { withoutHeaders: ['authorization'] }, refusal: NO_GOOD_TOKEN },
    ...values.map((authorization, index) => ({
      kind: `a bad token (${index})`,
      changed: { headers: { authorization } },
      refusal: refusalOfToken(authorization),
    })),
  ];
}

const NO_MEDIA_TYPES = [
  'text/plain',
  'text/json',
  'application/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/merge-patch+json',
  'application/json-patch+json',
  'application/json, text/plain',
  'application/json; charset=utf-16',
  'application/json; charset=utf-32',
  'application/json; charset=latin1',
  'application/json; charset=nonsense',
  ';;;',
  'json',
];

function contentCases(operation: Operation, { body }: GoodCall): Change[] {
  const text = JSON.stringify(body);
  const coded = (encoding: string, rawBody: string | Buffer, refusal: Refusal): Change => ({
    kind: `content-encoding ${encoding}`,
    changed: { rawBody, headers: { 'content-encoding': encoding } },
    refusal,
  });
  return [
    ...NO_MEDIA_TYPES.map((type) => ({
      kind: `content-type ${type}`,
      changed: { headers: { 'content-type': type } },
      refusal: MEDIA_TYPE,
    })),
    { kind: 'no content-type', changed: { withoutHeaders: ['content-type'] }, refusal: MEDIA_TYPE },
    {
      kind: 'UTF-16 that says so',
      changed: { rawBody: Buffer.from(text, 'utf16le'), headers: { 'content-type': 'application/json; charset=utf-16le' } },
      refusal: MEDIA_TYPE,
    },
    { kind: 'UTF-16 that does not say so', changed: { rawBody: Buffer.from(text, 'utf16le') }, refusal: UNREADABLE },
    coded('gzip', text, UNREADABLE),
    coded('gzip', gzipSync(text).subarray(0, -9), UNREADABLE),
    ...(standsForItsMethod(operation) ? [coded('gzip', gzipSync(`{"surprise":"${'x'.repeat(5_000_000)}"}`), { statuses: [413] })] : []),
    coded('br', text, UNREADABLE),
    coded('deflate', text, UNREADABLE),
    coded('nonsense', text, MEDIA_TYPE),
    coded('gzip, gzip', text, MEDIA_TYPE),
  ];
}

const NO_TAGS = [
  '',
  '*',
  '"',
  '""',
  'W/""',
  '7',
  '"7"',
  '"abc"',
  '"-1.x"',
  '"1e3.x"',
  '"1.5.x"',
  '"999999999999999.x"',
  '"9007199254740993.x"',
  `"1.${'x'.repeat(5000)}`,
  'nonsense, "1.x"',
];

function ifMatchCases(): Change[] {
  const refusal = { statuses: [400, 412, 428] };
  return [
    { kind: 'no if-match', changed: { withoutHeaders: ['if-match'] }, refusal: { statuses: [428], code: 'precondition_required' } },
    ...NO_TAGS.map((tag) => ({ kind: `if-match ${tag.slice(0, 20)}`, changed: { headers: { 'if-match': tag } }, refusal })),
  ];
}

const NO_KEYS = ['', ' ', 'a b', 'a\tb', 'é', 'x'.repeat(129)];

function keyCases(): Change[] {
  const refusal = { statuses: [400], code: 'validation_failed', field: 'Idempotency-Key' };
  return NO_KEYS.map((key) => ({
    kind: `idempotency-key ${JSON.stringify(key)}`,
    changed: { headers: { 'idempotency-key': key } },
    refusal,
  }));
}

/** Headers that say nothing to us: the answer is the one without them. */
function harmless(): Change[] {
  const headers: Record<string, string>[] = [
    { 'x-http-method-override': 'DELETE' },
    { 'x-method-override': 'DELETE', 'x-original-url': '/api/v1/users', 'x-rewrite-url': '/api/v1/users' },
    { 'x-request-id': 'bad id; "x"' },
    { 'x-request-id': 'x'.repeat(5000) },
    { 'x-forwarded-for': 'nonsense', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'gopher', forwarded: 'for=;;;' },
    { accept: 'text/html' },
    { accept: 'nonsense' },
    { 'accept-encoding': 'nonsense;q=x', 'accept-language': '*;;', 'accept-charset': 'utf-7' },
    { 'if-none-match': 'nonsense' },
    { 'if-none-match': '"0.x", W/"' },
    { 'if-modified-since': 'Mon, 99 Foo 2099' },
    { range: 'bytes=0-0' },
    { cookie: 'a=b; __proto__=1; c' },
    { origin: 'null', referer: ':::' },
    { expect: '100-continue' },
    { te: 'trailers', upgrade: 'nonsense', connection: 'upgrade' },
    { 'x-many': 'x'.repeat(8000) },
  ];
  return headers.map((each) => ({ kind: `headers ${Object.keys(each).join(', ')}`, changed: { headers: each } }));
}
