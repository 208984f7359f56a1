import { expression, type Expression, type Path } from './expression.js';

/** Appended to a prefix, it sorts behind all strings with that prefix. */
const HIGHEST_CHARACTER = '\u{10FFFF}';

/** The part of a table or an index that a query reads: one partition, with inclusive bounds of the sort key. */
export interface Range {
  readonly index?: string;
  readonly partition: string | number;
  readonly from?: string;
  readonly to?: string;
  readonly prefix?: string;
  /** Newest or highest first. */
  readonly descending?: boolean;
  /** Filters items after they are read. They still cost read units. */
  readonly filter?: Expression;
  readonly consistent?: boolean;
}

/** The condition on the sort key. Returns undefined if the range has no bounds. */
export function sortCondition(sort: Path, range: Range): Expression | undefined {
  const { lower, upper } = toBounds(range);
  if (lower !== undefined && upper !== undefined) return expression`${sort} BETWEEN ${lower} AND ${upper}`;
  if (lower !== undefined) return expression`${sort} >= ${lower}`;
  if (upper !== undefined) return expression`${sort} <= ${upper}`;
  return undefined;
}

/** Whether the lower bound is above the upper bound, which DynamoDB rejects. */
export function isEmpty(range: Range): boolean {
  const { lower, upper } = toBounds(range);
  return lower !== undefined && upper !== undefined && highest(lower, upper) !== upper;
}

function toBounds({ from, to, prefix }: Range): { lower?: string; upper?: string } {
  const lower = from !== undefined && prefix !== undefined ? highest(from, prefix) : (from ?? prefix);
  return { lower, upper: to ?? (prefix === undefined ? undefined : prefix + HIGHEST_CHARACTER) };
}

/** The string that sorts last, by UTF-8 bytes. */
function highest(one: string, other: string): string {
  return Buffer.compare(Buffer.from(one), Buffer.from(other)) > 0 ? one : other;
}
