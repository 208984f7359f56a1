import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Optional, rule } from '../validation/validators.js';
import type { ColumnMap } from './header.js';

const MAX_COLUMNS = 100;

/** How a client says which columns of its file are meant. */
export class ColumnMapQuery {
  /**
   * The column for each name in the header of the file, or `null` to ignore it, as a JSON object. Needed only for names that are not understood.
   * @example {"Student no.":"code","E-mail (private)":null}
   */
  @ApiProperty({ type: String, required: false, example: '{"Student no.":"code","E-mail (private)":null}' })
  @Optional()
  @Transform(({ value }: { value: unknown }) => parse(value))
  @rule('isColumnMap', isColumnMap, `must be a JSON object of at most ${MAX_COLUMNS} columns by the names in the file`, 'column_map')
  map?: ColumnMap;
}

function parse(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function isColumnMap(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const columns = Object.values(value);
  return columns.length > 0 && columns.length <= MAX_COLUMNS && columns.every((column) => column === null || typeof column === 'string');
}
