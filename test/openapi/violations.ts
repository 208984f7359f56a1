import { type Schema, schemaAt } from '../fuzz/document.js';
import { fits } from './check-schema.js';
import type { Draw } from './draw.js';

/** A value in which one place does not fit, and what is wrong with it. */
export interface Violation {
  readonly kind: string;
  readonly value: unknown;
}

const OTHERS: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  7,
  1.5,
  0.001,
  1e300,
  '',
  'x',
  '\u0001',
  'a\nb',
  ' ',
  'a b/c',
  [],
  ['x'],
  {},
  { a: 1 },
];

/** Changes one place of a value that fits a schema to one that does not. */
export function violationOf(schema: Schema, value: unknown, draw: Draw): Violation {
  const all = candidates(schema, value);
  for (;;) {
    const candidate = draw.oneOf(all);
    if (!fits(schema, candidate.value)) return candidate;
  }
}

function candidates(schema: Schema, value: unknown, place = ''): Violation[] {
  if (schema.$ref) return candidates(schemaAt(schema.$ref), value, place);
  const at = (kind: string, changed: unknown): Violation => ({ kind: `${place || 'the body'} ${kind}`, value: changed });
  const tooLong = 'x'.repeat((schema.maxLength ?? 0) + 1);
  const sized = [tooLong, tooLong.slice(2), (schema.maximum ?? 0) + 1, (schema.minimum ?? 0) - 1, `${tooLong}😀`];
  return [
    ...[...OTHERS, ...sized].map((other) => at(`is ${JSON.stringify(other).slice(0, 40)}`, other)),
    ...(Array.isArray(value) ? ofList(schema, value, place) : []),
    ...(typeof value === 'object' && value !== null && !Array.isArray(value) ? ofObject(schema, value, place) : []),
  ];
}

function ofList({ items, minItems = 0, maxItems }: Schema, list: unknown[], place: string): Violation[] {
  return [
    ...(maxItems !== undefined && list.length > 0
      ? [
          {
            kind: `${place} has more than ${maxItems}`,
            value: Array.from({ length: maxItems + 1 }, (_, index) => list[index % list.length]),
          },
        ]
      : []),
    ...(minItems > 0 ? [{ kind: `${place} has too few`, value: list.slice(0, minItems - 1) }] : []),
    ...(list.length > 0
      ? candidates(items!, list[0], `${place}[0]`).map(({ kind, value }) => ({ kind, value: [value, ...list.slice(1)] }))
      : []),
  ];
}

function ofObject(schema: Schema, value: object, place: string): Violation[] {
  const { properties = {}, required = [], additionalProperties } = schema;
  const members = value as Record<string, unknown>;
  const parts = Object.entries(properties).flatMap(([name, part]) =>
    candidates(part, members[name], `${place}.${name}`).map((each) => ({ kind: each.kind, value: { ...members, [name]: each.value } })),
  );
  const ofMap = typeof additionalProperties === 'object' ? Object.keys(members).slice(0, 1) : [];
  return [
    ...parts,
    ...ofMap.flatMap((name) =>
      candidates(additionalProperties as Schema, members[name], `${place}.${name}`).map((each) => ({
        kind: each.kind,
        value: { ...members, [name]: each.value },
      })),
    ),
    ...['surprise', 'id', '__proto__', ''].map((name) => ({
      kind: `${place || 'the body'} has ${JSON.stringify(name)}`,
      value: Object.defineProperty({ ...members }, name, { value: 1, enumerable: true }),
    })),
    ...[...required, ...(schema.oneOf ?? []).flatMap((form) => form.required ?? [])].map((name) => ({
      kind: `${place} has no ${name}`,
      value: { ...members, [name]: undefined },
    })),
    ...(schema.anyOf ? [{ kind: `${place || 'the body'} has none of which one is required`, value: withoutAny(schema, members) }] : []),
    { kind: `${place || 'the body'} has all that exclude each other`, value: { ...exampleOf(schema), ...members } },
  ];
}

/** One member for each property of which at most one is allowed. */
function exampleOf({ properties = {}, oneOf = [] }: Schema): Record<string, unknown> {
  const names = oneOf.flatMap(({ required = [] }) => required);
  return Object.fromEntries(names.map((name) => [name, properties[name]?.example ?? '0b6f0c1e-7d0c-4c55-9a31-0d6f1a2b3c4d']));
}

/** Without the members of which at least one is required. */
function withoutAny({ anyOf = [] }: Schema, members: Record<string, unknown>): Record<string, unknown> {
  const names = anyOf.flatMap(({ required = [] }) => required);
  return Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)));
}
