/** Values that differ with each run, and what stands for them. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>'],
  [/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z/g, '<instant>'],
  [/^[\w-]{43}$/g, '<hash>'],
  [/^\d{4}-\d{2}-\d{2}(?=#\d{1,2}$)/g, '<day>'],
  [/#\d{1,2}$/g, '#<shard>'],
  [/\b\d{16}\b/g, '<notification id>'],
];
const MAX_ORDINARY_NUMBER = 1_000_000;

/** The items of a database as they are stored, whatever their ids and instants: each different one once, as one line. */
export function storedItems(dump: Readonly<Record<string, readonly object[]>>): string[] {
  const lines = Object.entries(dump).flatMap(([table, items]) => items.map((item) => `${table} ${JSON.stringify(withoutVarying(item))}`));
  return [...new Set(lines)].sort();
}

function withoutVarying(value: unknown): unknown {
  if (typeof value === 'string') return VARYING.reduce((text, [pattern, stand]) => text.replace(pattern, stand), value);
  if (typeof value === 'number') return value > MAX_ORDINARY_NUMBER ? '<large number>' : value;
  if (Array.isArray(value)) return value.map(withoutVarying);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, part]): [string, unknown] => [
    String(withoutVarying(name)),
    // Counters are spread over items at random.
    name === 'count' ? '<count>' : withoutVarying(part),
  ]);
  return Object.fromEntries(members.sort(([one], [other]) => (one < other ? -1 : 1)));
}
