import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Optional, rule } from '../validation/validators.js';
import { COLUMN_MAP_RULE, type ColumnMap, isColumnMap, parseColumnMap } from './column-map.js';

/** How a client says which columns of its file are meant. */
export class ColumnMapQuery {
  /**
   * The column for each name in the header of the file, or `null` to ignore it, as a JSON object. Needed only for names that are not understood.
   * @example {"Student no.":"code","E-mail (private)":null}
   */
  @ApiProperty({ type: String, required: false, example: '{"Student no.":"code","E-mail (private)":null}' })
  @Optional()
  @Transform(({ value }: { value: unknown }) => parseColumnMap(value))
  @rule('isColumnMap', isColumnMap, COLUMN_MAP_RULE, 'column_map')
  map?: ColumnMap;
}
