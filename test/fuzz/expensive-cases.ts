import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { BODY_LIMIT, valueAt, withValue } from './body-cases.js';
import { type Changed, type GoodCall, requestOf } from './call.js';
import { type Operation, propertiesOf, type Property, typesOf } from './document.js';
import type { WireRequest } from './wire.js';

/** A request that is made to cost as much as it can. */
export interface ExpensiveCase {
  readonly kind: string;
  readonly request: () => WireRequest;
}

/** Two marks of different classes, which normalising sorts in quadratic time. */
const MARKS = (count: number) => `a${'\u0300'.repeat(count / 2)}${'\u0316'.repeat(count / 2)}`;
/** As many marks on every character as are permitted. */
const CLUSTERS = (count: number) => MARKS(30).repeat(count / 31);
const IN_A_BODY = BODY_LIMIT - 2_000;
/** Node.js refuses longer headers. */
const IN_HEADERS = 12_000;

const COMPRESS: Readonly<Record<string, (text: string) => Buffer>> = {
  gzip: (text) => gzipSync(text),
  deflate: (text) => deflateSync(text),
  br: (text) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
};

const many = (count: number, item: (index: number) => string) => Array.from({ length: count }, (_, index) => item(index)).join(',');

const JSON_BODIES: readonly (readonly [kind: string, text: string])[] = [
  ['nested lists', '['.repeat(BODY_LIMIT)],
  ['nested objects', '{"a":'.repeat(BODY_LIMIT / 5)],
  ['a nested list in every item', `[${'['.repeat(9)}${'[],'.repeat(BODY_LIMIT / 4)}`],
  ['many lists', `[${'[],'.repeat(BODY_LIMIT / 3 - 1)}`],
  ['many objects', `[${'{},'.repeat(BODY_LIMIT / 3 - 1)}`],
  ['many numbers', `{"a":[${'1,'.repeat(BODY_LIMIT / 2 - 10)}`],
  ['many names', `{${many(19_000, (index) => `"${index}":1`)}}`],
  ['names in every object', `[${many(99, () => `{${many(99, (index) => `"${index * 65_536}":1`)}}`)}]`],
  ['many escapes', `["${'\\n'.repeat(BODY_LIMIT / 2 - 2)}`],
  ['many digits', `[${'1'.repeat(BODY_LIMIT - 1)}`],
  ['a long name', `{"${'x'.repeat(BODY_LIMIT - 8)}":1}`],
  ['nothing but line breaks', '\n'.repeat(BODY_LIMIT)],
  ['a text of marks', `{"a":${JSON.stringify(MARKS(126_000))}}`],
];

/** Files whose header is right, so that their rows are read. */
function csvBodies(good: string): (readonly [kind: string, text: string])[] {
  const header = good.split('\n')[0]!;
  const left = BODY_LIMIT - header.length - 2;
  const columns = header.split(',').length;
  const filled = (cell: string) => `${header}\n${Array(columns).fill(cell).join(',')}`;
  return [
    ['nothing but line breaks', `${header}${'\n'.repeat(left)}`],
    ['blank rows', `${header}\n${',\n'.repeat(left / 2)}`],
    ['quoted blank rows', `${header}\n${'""\n'.repeat(left / 3)}`],
    ['short rows', `${header}\n${'x\n'.repeat(left / 2)}`],
    ['long rows', `${header}\n${`${'x,'.repeat(999)}\n`.repeat(left / 2_000)}`],
    ['many columns', ','.repeat(128_000)],
    ['many names of columns', many(900, (index) => `${index}${'x'.repeat(200)}`)],
    ['a quote that stays open', `${header}\n"${'""'.repeat(left / 2 - 1)}`],
    ['spaces', `${header}\n${' '.repeat(left)}`],
    ['long lines of spaces', `${' '.repeat(BODY_LIMIT)}`],
    ['a cell of marks', `${header}\n${MARKS(left / 2 - 2)}`],
    ['cells of marks', filled(MARKS(left / 2 / columns - columns))],
    ['cells of permitted marks', filled(CLUSTERS(left / 2 / columns - columns))],
    ['many cells of permitted marks', `${header}\n${`${CLUSTERS(31)}\n`.repeat(left / 64)}`],
  ];
}

/** Texts for one field, of any length. */
const TEXTS: readonly (readonly [kind: string, text: (length: number) => string])[] = [
  ['marks', (length) => MARKS(length / 2)],
  ['permitted marks', (length) => CLUSTERS(length / 2)],
  ['letters', (length) => 'a'.repeat(length)],
  ['spaces', (length) => ' '.repeat(length)],
  ['spaces within', (length) => `a${' '.repeat(length - 2)}a`],
  ['digits and hyphens', (length) => '1-'.repeat(length / 2)],
  ['addresses', (length) => 'a@'.repeat(length / 2)],
  ['dots', (length) => `a@${'a.'.repeat(length / 2 - 1)}`],
  ['slashes', (length) => '/a'.repeat(length / 2)],
  ['spaces of any kind', (length) => `a${'\u00a0\u200b'.repeat(length / 8)}a`],
  ['joiners', (length) => `ب${'\u200d\u200c'.repeat(length / 8)}a`],
  ['text in the wrong encoding', (length) => 'aÃ¡á»…'.repeat(length / 16)],
  ['emoji', (length) => '😀\ufe0f'.repeat(length / 8)],
];

/** The most expensive requests to a route. @param others further callers with their tokens, undefined for none */
export function expensiveCasesOf(
  operation: Operation,
  call: GoodCall,
  others: Readonly<Record<string, string | undefined>>,
): ExpensiveCase[] {
  const of = (kind: string, change: () => Changed, caller: GoodCall = call): ExpensiveCase => ({
    kind,
    request: () => requestOf(operation, caller, change()),
  });
  const encoded = (text: string, type: string, encoding: string): Changed => ({
    rawBody: COMPRESS[encoding]!(text),
    headers: { 'content-type': type, 'content-encoding': encoding },
  });
  return [
    ...bodiesOf(operation, call).flatMap(([kind, text, type]) => [
      of(kind, () => ({ rawBody: text, headers: { 'content-type': type } })),
      ...Object.keys(COMPRESS).map((encoding) => of(`${kind}, ${encoding}`, () => encoded(text, type, encoding))),
      ...Object.entries(others).map(([name, token]) =>
        of(`${kind}, gzip, by ${name}`, () => encoded(text, type, 'gzip'), { ...call, token }),
      ),
    ]),
    ...fieldsOf(operation, call)
      .flatMap((property) => fieldBodies(property, call))
      .map(([kind, text]) => of(kind, () => encoded(text(), 'application/json', 'gzip'))),
    ...parameterCases(operation, call).map(([kind, changed]) => of(kind, () => changed)),
    ...headersOf(operation).flatMap((name) =>
      headerValues().map(([kind, value]) => of(`${name}: ${kind}`, () => ({ headers: { [name]: value } }))),
    ),
  ];
}

/** Whole bodies, also where the route takes none. */
function bodiesOf({ mediaTypes }: Operation, { body }: GoodCall): (readonly [kind: string, text: string, type: string])[] {
  const takesCsv = mediaTypes.includes('text/csv');
  const takesJson = mediaTypes.includes('application/json') || !takesCsv;
  return [
    ...(takesJson ? JSON_BODIES.map(([kind, text]) => [`JSON: ${kind}`, text, 'application/json'] as const) : []),
    ...(takesCsv
      ? csvBodies(typeof body === 'string' ? body : HEADER).map(([kind, text]) => [`CSV: ${kind}`, text, 'text/csv'] as const)
      : []),
  ];
}

/** Columns that the routes accept whose good call is JSON: an import of people, and a class list. */
const HEADER = 'email,role,code,givenName,familyName\n';

function fieldsOf({ body }: Operation, call: GoodCall): Property[] {
  return body ? propertiesOf(body, call.body) : [];
}

/** Bodies in which one field has the worst value, and in which a list is as long as it can be. */
function fieldBodies({ path, schema }: Property, { body }: GoodCall): (readonly [kind: string, text: () => string])[] {
  const name = path.join('.');
  const types = typesOf(schema);
  const bodies = (kind: string, value: () => unknown) =>
    [`${name}: ${kind}`, () => withValue(body, path, JSON.stringify(value()))] as const;
  const item = { ...(valueAt(body, [...path, 0]) as object | undefined), surprise: 1 };
  const wide = Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`x${index}`, 1]));
  const bad = Object.fromEntries(Object.keys(item).map((key) => [key, {}]));
  return [
    ...(types.includes('string') || schema.enum ? TEXTS.map(([kind, text]) => bodies(kind, () => text(IN_A_BODY))) : []),
    ...(types.includes('string') && schema.maxLength ? [bodies('as many marks as are permitted', () => CLUSTERS(schema.maxLength!))] : []),
    ...(types.includes('array')
      ? [
          bodies('empty items', () => Array(9_000).fill({})),
          bodies('items of other types', () => Array(9_000).fill('x')),
          bodies('good items, and something more', () => Array(200).fill(item)),
          bodies('bad items', () => Array(200).fill(bad)),
          bodies('wide items', () => Array(100).fill({ ...item, ...wide })),
        ]
      : []),
    ...(types.includes('object') ? [bodies('many properties', () => wide)] : []),
  ];
}

function parameterCases({ parameters }: Operation, { query = {} }: GoodCall): (readonly [kind: string, changed: Changed])[] {
  const encodedTexts = TEXTS.map(
    ([kind, text]) => [kind, encodeURIComponent(text(IN_HEADERS)).slice(0, IN_HEADERS - (IN_HEADERS % 6))] as const,
  );
  return parameters.flatMap(({ name, in: place }): (readonly [kind: string, changed: Changed])[] => {
    const { [name]: _replaced, ...rest } = query;
    const others = new URLSearchParams(rest).toString();
    if (place === 'path') return encodedTexts.map(([kind, text]) => [`path ${name}: ${kind}`, { rawParams: { [name]: text } }] as const);
    if (place === 'header') return headerValues().map(([kind, value]) => [`${name}: ${kind}`, { headers: { [name]: value } }] as const);
    return [
      ...encodedTexts.map(([kind, text]) => [`query ${name}: ${kind}`, { rawQuery: `${others}&${name}=${text}` }] as const),
      [`query ${name}: many times`, { rawQuery: `${others}${`&${name}=1`.repeat(1_000)}` }] as const,
    ];
  });
}

/** Headers that the app or its libraries parse, in any request. */
const HEADERS = [
  'authorization',
  'content-type',
  'accept',
  'accept-encoding',
  'if-none-match',
  'range',
  'origin',
  'cookie',
  'x-request-id',
  'x-forwarded-for',
  'x-surprise',
];

const headersOf = ({ method }: Operation): readonly string[] => (method === 'GET' ? HEADERS : HEADERS.slice(0, 2));

function headerValues(): (readonly [kind: string, value: string])[] {
  const values = ['a', ' a', ',', 'a,', ';', ';q=0.1,', '"', 'W/"a",', 'Bearer ', 'charset=', '; charset', '.', '1.1.1.1,'];
  return values.map((part) => [JSON.stringify(part), `x${part.repeat(IN_HEADERS / part.length)}x`] as const);
}
