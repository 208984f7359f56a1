import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { fault } from '../../core/errors/field-error.js';
import { Optional, rule } from '../validation/validators.js';
import { type ColumnMap, isColumnMap, MAX_COLUMNS, parseColumnMap } from './column-map.js';

/** How a client says which columns of its file are meant. */
export class ColumnMapQuery {
  /**
   * The column for each name in the header of the file, or `null` to ignore it, as a JSON object. Needed only for names that are not understood.
   * @example {"Student no.":"code","E-mail (private)":null}
   */
  @ApiProperty({ type: String, required: false, example: '{"Student no.":"code","E-mail (private)":null}' })
  @Optional()
  @Transform(({ value }: { value: unknown }) => parseColumnMap(value))
  @rule('isColumnMap', isColumnMap, fault('column_map', { max: MAX_COLUMNS }))
  map?: ColumnMap;
}
