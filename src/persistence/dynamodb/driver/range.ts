import { expression, type Expression, type Path } from './expression.js';

/** Sorts behind every string that begins with what stands before it. */
const HIGHEST_CHARACTER = '\u{10FFFF}';

/** The part of a table, or of one of its indexes, that a query reads: one partition, and bounds of its sort key, all inclusive. */
export interface Range {
  readonly index?: string;
  readonly partition: string | number;
  readonly from?: string;
  readonly to?: string;
  readonly prefix?: string;
  /** Newest, or highest, first. */
  readonly descending?: boolean;
  /** Leaves items out after they were read and paid for. */
  readonly filter?: Expression;
  readonly consistent?: boolean;
}

/** The condition that the bounds of a range put on its sort key; undefined where it has none. */
export function sortCondition(sort: Path, range: Range): Expression | undefined {
  const { lower, upper } = boundsOf(range);
  if (lower !== undefined && upper !== undefined) return expression`${sort} BETWEEN ${lower} AND ${upper}`;
  if (lower !== undefined) return expression`${sort} >= ${lower}`;
  if (upper !== undefined) return expression`${sort} <= ${upper}`;
  return undefined;
}

/** Whether the bounds of a range leave nothing between them, which DynamoDB would refuse to read. */
export function isEmpty(range: Range): boolean {
  const { lower, upper } = boundsOf(range);
  return lower !== undefined && upper !== undefined && Buffer.compare(Buffer.from(lower), Buffer.from(upper)) > 0;
}

function boundsOf({ from, to, prefix }: Range): { lower?: string; upper?: string } {
  return { lower: from ?? prefix, upper: to ?? (prefix === undefined ? undefined : prefix + HIGHEST_CHARACTER) };
}
