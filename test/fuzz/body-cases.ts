import type { GoodCall } from './call.js';
import type { Change } from './cases.js';
import { fieldOf, type Operation, type Path, propertiesOf, resolved, type Schema, standsForItsMethod, typesOf } from './document.js';
import type { Refusal } from './refusal.js';
import { DAMAGED, ofNoGood, ofOtherTypes } from './values.js';

const INVALID: Refusal = { statuses: [400], code: 'validation_failed' };
const MALFORMED: Refusal = { statuses: [400], code: 'malformed_json' };
export const BODY_LIMIT = 256 * 1024;

/** Everything that can be wrong with a JSON body. */
export function bodyCases(operation: Operation, { body: good, rows }: GoodCall): Change[] {
  const { method, body: schema } = operation;
  return [
    ...malformed(JSON.stringify(good)),
    ...(standsForItsMethod(operation) ? ofSizes(good as object) : []),
    ...notObjects(good),
    ...(method === 'PATCH' || resolved(schema!).required?.length ? [{ kind: 'nothing', changed: { rawBody: '' }, refusal: INVALID }] : []),
    ...unknownProperties(schema!, good, rows),
    ...badProperties(schema!, good, rows),
    ...(method === 'PATCH' ? [{ kind: 'nothing to change', changed: { rawBody: '{}' }, refusal: INVALID }] : []),
  ];
}

/** A body where none is taken: whatever it holds is not known, and what cannot be read is refused like it. A public route does not read it. */
export function unexpectedBodyCases({ isPublic }: Operation): Change[] {
  const unread = { ...INVALID, field: 'body' };
  const ofSurprise = isPublic ? unread : { ...INVALID, field: 'surprise' };
  return [
    { kind: 'a body where none is taken', changed: { rawBody: '{"surprise":1}' }, refusal: ofSurprise },
    { kind: 'a list where no body is taken', changed: { rawBody: '[1]' }, refusal: unread },
    { kind: 'malformed JSON where no body is taken', changed: { rawBody: '{' }, refusal: unread },
    { kind: 'text where no body is taken', changed: { rawBody: 'x', headers: { 'content-type': 'text/plain' } }, refusal: unread },
    { kind: 'a file where no body is taken', changed: { rawBody: 'a,b', headers: { 'content-type': 'text/csv' } }, refusal: unread },
    {
      kind: 'what cannot be decompressed where no body is taken',
      changed: { rawBody: '{}', headers: { 'content-encoding': 'gzip' } },
      refusal: unread,
    },
    {
      kind: 'an unknown encoding where no body is taken',
      changed: { rawBody: '{}', headers: { 'content-encoding': 'zstd' } },
      refusal: unread,
    },
  ];
}

function malformed(good: string): Change[] {
  const texts: readonly (readonly [kind: string, body: string | Buffer])[] = [
    ['cut off', good.slice(0, -1)],
    ['cut off in the middle', good.slice(0, good.length / 2)],
    ['a comma at the end', `${good.slice(0, -1)},}`],
    ['single quotes', good.replaceAll('"', "'")],
    ['names without quotes', `{surprise:1}`],
    ['NaN', '{"surprise":NaN}'],
    ['Infinity', '{"surprise":-Infinity}'],
    ['a number in hexadecimal', '{"surprise":0x10}'],
    ['a leading zero', '{"surprise":007}'],
    ['a leading plus', '{"surprise":+7}'],
    ['a comment', `/* good */ ${good}`],
    ['a comment at the end', `${good} // good`],
    ['two bodies', `${good}${good}`],
    ['a line break in a text', '{"surprise":"a\nb"}'],
    ['an escape that there is not', '{"surprise":"\\x41"}'],
    ['a byte order mark', `\ufeff${good}`],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ['a name twice', good.replace(/^\{/, `{"surprise":1,"surprise":2,`)],
    ['a name twice, escaped', '{"surprise":1,"\\u0073urprise":2}'],
    ['undefined', 'undefined'],
    ['spaces', '   '],
  ];
  return texts.map(([kind, rawBody]) => ({ kind: `malformed: ${kind}`, changed: { rawBody }, refusal: MALFORMED }));
}

function notObjects(good: unknown): Change[] {
  return [
    { kind: 'a list', changed: { rawBody: `[${JSON.stringify(good)}]` }, refusal: INVALID },
    { kind: 'an empty list', changed: { rawBody: '[]' }, refusal: INVALID },
    ...['"x"', '7', 'null', 'true'].map((rawBody) => ({ kind: `${rawBody} as a body`, changed: { rawBody }, refusal: INVALID })),
  ];
}

function ofSizes(good: object): Change[] {
  const nested = (depth: number) => `{"surprise":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`;
  const filled = (size: number) => `{"surprise":"${'x'.repeat(size - '{"surprise":""}'.length)}"}`;
  const many = JSON.stringify({ ...good, ...Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`surprise${index}`, 1])) });
  const unknown = { ...INVALID, field: 'surprise' };
  return [
    { kind: '100 levels', changed: { rawBody: nested(100) }, refusal: unknown },
    { kind: '40,000 levels', changed: { rawBody: nested(40_000) }, refusal: unknown },
    { kind: '100,000 lists that are not closed', changed: { rawBody: '['.repeat(100_000) }, refusal: INVALID },
    { kind: '100,000 lists', changed: { rawBody: `${'['.repeat(100_000)}${']'.repeat(100_000)}` }, refusal: INVALID },
    { kind: '10,000 unknown properties', changed: { rawBody: many }, refusal: INVALID },
    { kind: 'a byte less than 256 KiB', changed: { rawBody: filled(BODY_LIMIT - 1) }, refusal: unknown },
    { kind: '256 KiB', changed: { rawBody: filled(BODY_LIMIT) }, refusal: unknown },
    {
      kind: 'a byte more than 256 KiB',
      changed: { rawBody: filled(BODY_LIMIT + 1) },
      refusal: { statuses: [413], code: 'payload_too_large' },
    },
  ];
}

const NAMES = [
  'surprise',
  '',
  ' ',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'a.b',
  'a[0]',
  '\u0000',
  '😀',
  'x'.repeat(10_000),
];

/** Names that are not known, in every object that a body holds. */
function unknownProperties(schema: Schema, good: unknown, rows?: string): Change[] {
  const objects: { path: Path; schema: Schema }[] = [
    { path: [], schema: resolved(schema) },
    ...propertiesOf(schema, good).filter((property) => typesOf(property.schema).includes('object') || property.schema.properties),
  ];
  return objects.flatMap(({ path }) => [
    ...NAMES.slice(0, path.length === 0 ? NAMES.length : 4).map((name) => ({
      kind: `an unknown property ${JSON.stringify(name.slice(0, 20))} in ${fieldOf(path) || 'the body'}`,
      changed: { rawBody: withMember(good, path, `${JSON.stringify(name)}:{"polluted":true}`) },
      refusal: refusalAt(path, rows),
    })),
    {
      kind: `a prototype in ${fieldOf(path) || 'the body'}`,
      changed: { rawBody: withMember(good, path, '"constructor":{"prototype":{"isAdmin":true}}') },
      refusal: { ...refusalAt(path, rows), field: fieldOf([...path, 'constructor']) },
    },
  ]);
}

/** Every property with every value that it cannot have, and without the value that it must have. */
function badProperties(schema: Schema, good: unknown, rows?: string): Change[] {
  return propertiesOf(schema, good).flatMap(({ path, schema: property, isRequired }) => {
    const field = fieldOf(path);
    const change = (name: string, rawBody: string, more: Partial<Refusal> = {}): Change => ({
      kind: `${field}: ${name}`,
      changed: { rawBody },
      refusal: { ...refusalAt(path.slice(0, -1), rows), field, ...more },
    });
    return [
      ...ofOtherTypes(property).map(([name, json]) => change(name, withValue(good, path, json), { isOfType: true })),
      ...[...ofNoGood(property, valueAt(good, path)), ...(typesOf(property).includes('string') ? DAMAGED : [])].map(([name, json]) =>
        change(name, withValue(good, path, json), refusalAt(path, rows)),
      ),
      ...(isRequired ? [change('absent', JSON.stringify(without(good, path)))] : []),
    ];
  });
}

/** In a row that has an outcome of its own, what is bad is refused with the row, or with all. */
function refusalAt(path: Path, rows?: string): Refusal {
  return rows !== undefined && path[0] === rows ? { statuses: [200, 400] } : INVALID;
}

const MARK = '@@here@@';

/** A body, as JSON, with a value given as JSON in one place. */
export function withValue(good: unknown, path: Path, json: string): string {
  return JSON.stringify(replaced(good, path, () => MARK)).replace(`"${MARK}"`, () => json);
}

/** A body, as JSON, with one more member, given as JSON, in one object. */
function withMember(good: unknown, path: Path, member: string): string {
  const body = JSON.stringify(replaced(good, path, (value) => ({ [MARK]: 1, ...(value as object) })));
  return body.replace(`"${MARK}":1`, () => member);
}

function without(good: unknown, path: Path): unknown {
  return replaced(good, path, () => undefined);
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((within, part) => (within as Record<string | number, unknown> | undefined)?.[part], value);
}

function replaced(value: unknown, [part, ...rest]: Path, change: (value: unknown) => unknown): unknown {
  if (part === undefined) return change(value);
  if (typeof part === 'number') {
    const list = [...((value as unknown[] | undefined) ?? [])];
    list[part] = replaced(list[part], rest, change);
    return list;
  }
  const object = (value ?? {}) as Record<string, unknown>;
  return { ...object, [part]: replaced(object[part], rest, change) };
}
