import type { GoodCall } from './call.js';
import type { Change, ForeignCursors } from './cases.js';
import { type Operation, type Parameter, resolved, type Schema, typesOf } from './document.js';
import { type Refusal, refusalOf } from './refusal.js';
import { notUuids, ofNoGood } from './values.js';

const INVALID: Refusal = { statuses: [400], code: 'validation_failed' };
/** What a path does not name is not there; or it is no name at all. */
const NOT_THERE: Refusal = { statuses: [400, 404, 405] };

/** Everything that can be wrong with a path and its query. */
export function addressCases(operation: Operation, call: GoodCall, cursors?: ForeignCursors): Change[] {
  const ofKind = (kind: Parameter['in']) => operation.parameters.filter((parameter) => parameter.in === kind);
  return [
    ...ofKind('path').flatMap((parameter) => pathCases(parameter, call.params![parameter.name]!)),
    ...ofKind('query').flatMap((parameter) => queryCases(parameter, call)),
    ...unknownQueryCases(call),
    ...(operation.isPaged ? limitCases(operation, call) : []),
    ...(cursors ? cursorCases(call, cursors) : []),
  ];
}

const NO_NAMES = [
  '.',
  '..',
  '%2e%2e%2f',
  '..%2f..%2f..%2fetc%2fpasswd',
  '%00',
  '%0a',
  'a%00b',
  '%20',
  'null',
  'undefined',
  '*',
  '__proto__',
  'constructor',
  '%F0%9F%98%80',
  'a%2Fb',
  "'%20OR%201=1",
  '%E2%80%AE',
  'x'.repeat(3000),
];

const NOT_ENCODED = ['%', '%zz', '%ff', '%C0%AF', '%E0%A4%A', '%ED%A0%80'];

function pathCases({ name, schema }: Parameter, good: string): Change[] {
  const change = (value: string, refusal: Refusal): Change => ({
    kind: `path ${name}: ${value.slice(0, 40)}`,
    changed: { rawParams: { [name]: value } },
    refusal,
  });
  return [
    ...NO_NAMES.map((value) => change(value, NOT_THERE)),
    ...NOT_ENCODED.map((value) => change(value, refusalOf('a path that is not encoded', INVALID))),
    ...['%0a', '%00', '%20'].map((tail) => change(encodeURIComponent(good) + tail, NOT_THERE)),
    ...(isUuid(schema, good) ? notUuids(good).map((id) => change(encodeURIComponent(id), { ...INVALID, field: name })) : []),
  ];
}

const isUuid = ({ format }: Schema, good: string): boolean => format === 'uuid' || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(good);

function queryCases({ name, schema: given }: Parameter, call: GoodCall): Change[] {
  const schema = resolved(given);
  const good = call.query?.[name];
  const isText = typesOf(schema).includes('string');
  const change = (kind: string, value: string, field = name): Change => ({
    kind: `query ${name}: ${kind}`,
    changed: { rawQuery: queryOf(call, `${name}=${value}`, name) },
    refusal: { ...(name === 'cursor' ? { statuses: [400] } : INVALID), ...(name !== 'cursor' && { field }) },
  });
  const once = encodeURIComponent(good ?? 'x');
  return [
    change('twice', `${once}&${name}=${once}`),
    change('twice, other values', `${once}&${name}=y`),
    change('nothing', ''),
    change('not encoded', '%zz', 'query'),
    change('not UTF-8', '%ff', 'query'),
    change('a NUL', 'a%00b'),
    {
      ...change('20,000 characters, as far as a request goes', 'x'.repeat(10_000)),
      refusal: refusalOf('headers of more than 10 KB', {
        ...(name === 'cursor' ? { statuses: [400] } : INVALID),
        ...(name !== 'cursor' && { field: name }),
      }),
    },
    {
      ...change('a list', ''),
      changed: { rawQuery: queryOf(call, `${name}[]=${once}`, name) },
      refusal: { ...INVALID, field: `${name}[]` },
    },
    {
      ...change('a member', ''),
      changed: { rawQuery: queryOf(call, `${name}[a]=${once}`, name) },
      refusal: { ...INVALID, field: `${name}[a]` },
    },
    ...ofNoGood(isText ? schema : {}, good)
      .filter(([, json]) => json.length < 5000 && !/\\u[dD][89a-fA-F]/.test(json))
      .map(([kind, json]) => change(kind, encodeURIComponent(JSON.parse(json) as string))),
    ...(typesOf(schema).includes('boolean') ? ['yes', '1', 'TRUE', 'null'] : []).map((value) => change(value, value)),
  ];
}

const UNKNOWN = ['surprise', 'Limit', '__proto__', 'constructor', 'toString', 'a.b', '', 'page', '%E2%80%AE'];

function unknownQueryCases(call: GoodCall): Change[] {
  return [
    ...UNKNOWN.map((name) => ({
      kind: `an unknown query parameter ${JSON.stringify(name)}`,
      changed: { rawQuery: queryOf(call, `${name}=1`) },
      refusal: { ...INVALID, ...(name !== '' && { field: decodeURIComponent(name) }) },
    })),
    { kind: 'a query that is not encoded', changed: { rawQuery: queryOf(call, 'surprise=%') }, refusal: INVALID },
    {
      kind: 'a hundred unknown query parameters',
      changed: { rawQuery: queryOf(call, Array(100).fill('surprise=1').join('&')) },
      refusal: INVALID,
    },
  ];
}

const NO_LIMITS = [
  '0',
  '-1',
  '1.5',
  '1.0',
  'abc',
  '',
  '%20',
  '1e1',
  '0x10',
  '+1',
  '1,000',
  '１',
  '9007199254740993',
  '1e309',
  'NaN',
  'null',
  'true',
];

function limitCases({ parameters }: Operation, call: GoodCall): Change[] {
  const { maximum } = resolved(parameters.find(({ name }) => name === 'limit')!.schema);
  const refusal = { ...INVALID, field: 'limit' };
  const isOfType = (value: string) => !/^-?\d+$/.test(value);
  return [
    ...[...NO_LIMITS, String(maximum! + 1)].map((value) => ({
      kind: `limit ${JSON.stringify(value)}`,
      changed: { rawQuery: queryOf(call, `limit=${value.startsWith('%') ? value : encodeURIComponent(value)}`, 'limit') },
      refusal: { ...refusal, isOfType: isOfType(value) },
    })),
    { kind: 'limit twice', changed: { rawQuery: queryOf(call, 'limit=1&limit=2', 'limit') }, refusal },
    { kind: 'a list of limits', changed: { rawQuery: queryOf(call, 'limit[]=1', 'limit') }, refusal: { ...INVALID, field: 'limit[]' } },
  ];
}

function cursorCases(call: GoodCall, { own, ofAnotherList, ofAnotherCaller }: ForeignCursors): Change[] {
  const refusal = { statuses: [400], code: 'invalid_cursor' };
  const change = (kind: string, cursor: string): Change => ({
    kind: `cursor: ${kind}`,
    changed: { rawQuery: queryOf(call, `cursor=${encodeURIComponent(cursor)}`, 'cursor') },
    refusal,
  });
  const flipped = Buffer.from(own, 'base64url');
  flipped[Math.floor(flipped.length / 2)]! ^= 1;
  return [
    change('nothing', ''),
    change('a bit altered', flipped.toString('base64url')),
    change('cut off', own.slice(0, -1)),
    change('longer', `${own}A`),
    change('padded', `${own}==`),
    change('made up', 'eyJjb2RlIjoiMjAyNi0xIn0'),
    change('of another list', ofAnotherList),
    change('of another caller', ofAnotherCaller),
    { kind: 'cursor: twice', changed: { rawQuery: queryOf(call, `cursor=${own}&cursor=${own}`, 'cursor') }, refusal: { statuses: [400] } },
  ];
}

/** The query of a good call with something more, and without what that replaces. */
function queryOf({ query = {} }: GoodCall, more: string, replaces?: string): string {
  const { [replaces ?? '']: _replaced, ...rest } = query;
  const kept = new URLSearchParams(rest).toString();
  return kept === '' ? more : `${kept}&${more}`;
}
