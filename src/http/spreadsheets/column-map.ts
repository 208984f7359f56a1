/** What a client says of the columns: the column for each name in the header, or `null` to ignore it. */
export type ColumnMap = Readonly<Record<string, string | null>>;

export const MAX_COLUMNS = 100;

/** Parses a map. Text that is not JSON is returned as it is, for the rule to refuse. */
export function parseColumnMap(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

export function isColumnMap(value: unknown): value is ColumnMap {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const columns = Object.values(value);
  return columns.length > 0 && columns.length <= MAX_COLUMNS && columns.every((column) => column === null || typeof column === 'string');
}
