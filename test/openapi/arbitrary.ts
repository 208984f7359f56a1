import * as fc from 'fast-check';
import { type Schema, schemaAt, typesOf } from '../fuzz/document.js';
import { fits } from './check-schema.js';

const known = new WeakMap<Schema, fc.Arbitrary<unknown>>();

/** Values that fit a schema. */
export function arbitraryOf(schema: Schema): fc.Arbitrary<unknown> {
  const earlier = known.get(schema);
  if (earlier) return earlier;
  const made = schema.$ref ? arbitraryOf(schemaAt(schema.$ref)) : withNull(schema);
  known.set(schema, made);
  return made;
}

function withNull(schema: Schema): fc.Arbitrary<unknown> {
  const types = typesOf(schema);
  const value = ofType(types.find((type) => type !== 'null') ?? 'any', schema);
  return types.includes('null') ? fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: fc.constant(null) }) : value;
}

function ofType(type: string, schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch (type) {
    case 'string':
      return texts(schema);
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -(2 ** 31), max: schema.maximum ?? 2 ** 31 - 1 });
    case 'number':
      return hundredths(schema);
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(arbitraryOf(schema.items!), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 4, (schema.minItems ?? 0) + 4),
      });
    case 'object':
      return objects(schema);
    default:
      return fc.jsonValue();
  }
}

function hundredths({ minimum = 0, maximum = 1000 }: Schema): fc.Arbitrary<number> {
  return fc.integer({ min: minimum * 100, max: maximum * 100 }).map((whole) => whole / 100);
}

const day = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

const FORMATS: Record<string, fc.Arbitrary<string>> = {
  uuid: fc.uuid(),
  date: day.map((instant) => instant.slice(0, 10)),
  'date-time': day,
  email: fc.stringMatching(/^[a-z][a-z0-9]{1,12}@[a-z]{2,8}\.(?:edu|vn)$/),
};

const SAMPLES = [
  ...['An', 'Nguyễn Thị Ánh', 'Học kỳ 1', 'O’Brien', '李雷', 'x-1', 'B 204', '+84 90 123 4567', '/classes', ' two  words ', '#REF!', '👩‍👩‍👧'],
  ...[
    '\u200b',
    '\u00a0a\u3000b',
    `e${'\u0301'.repeat(31)}`,
    'a\ufe0f',
    '\u115f',
    '\u0958\u0958',
    'Nguyá»…n',
    '1-Feb',
    '-0',
    '0',
    'null',
    '__proto__',
    'vn-10',
  ],
];

function texts(schema: Schema): fc.Arbitrary<string> {
  const { format, pattern, minLength = 0, maxLength = 40 } = schema;
  if (format && FORMATS[format]) return FORMATS[format];
  const sizes = { minLength, maxLength: Math.min(maxLength, minLength + 30) };
  const free = (['grapheme', 'grapheme-ascii', ...(pattern ? [] : ['binary' as const])] as const).map((unit) =>
    fc.string({ unit, ...sizes }),
  );
  // A pattern that only forbids characters would make mostly what no keyboard has.
  const made = pattern && !pattern.includes('[^') ? [fc.stringMatching(withoutLookahead(pattern), { size: 'small' })] : free;
  const samples = SAMPLES.filter((text) => fits(schema, text));
  return fc.oneof(...made, ...(samples.length > 0 ? [fc.constantFrom(...samples)] : [])).filter((text) => fits(schema, text));
}

/** fast-check makes no texts for these. The filter looks at them. */
function withoutLookahead(pattern: string): RegExp {
  return new RegExp(pattern.replace(/\(\?[=!](?:[^()]|\((?:[^()])*\))*\)/g, ''), 'u');
}

function objects(schema: Schema): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], oneOf, additionalProperties } = schema;
  const parts = Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, arbitraryOf(part)]));
  if (typeof additionalProperties === 'object') {
    const names = fc.oneof(fc.constantFrom('midterm', 'final'), fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/));
    return fc.dictionary(names, arbitraryOf(additionalProperties), { maxKeys: 3 });
  }
  const forms = (oneOf ?? [{}]).map((form) => {
    const others = (oneOf ?? []).flatMap((other) => other.required ?? []).filter((name) => !form.required?.includes(name));
    const taken = Object.fromEntries(Object.entries(parts).filter(([name]) => !others.includes(name)));
    return fc.record(taken, { requiredKeys: [...required, ...(form.required ?? [])] }).map((value) => withoutDependents(value, schema));
  });
  return fc.oneof(...forms).filter((value) => fits(schema, value));
}

/** Leaves out what needs a property that is absent. */
function withoutDependents(value: Record<string, unknown>, { dependentRequired = {} }: Schema): Record<string, unknown> {
  const needed = (name: string) => dependentRequired[name] ?? [];
  return Object.fromEntries(Object.entries(value).filter(([name]) => needed(name).every((other) => value[other] !== undefined)));
}
