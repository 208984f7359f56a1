import { applyDecorators, SetMetadata, type Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { Optional, QueryInteger } from '../validation/validators.js';
import { WithPage } from './page.pipe.js';

export const PAGED_ITEM = 'paging:item';

/** The query of a list. Lists with filters extend it. */
export class PageQuery extends WithPage {
  /**
   * The maximum number of items on the page.
   * @default 25
   */
  @Optional()
  @QueryInteger()
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;

  /** The `nextCursor` of the previous page. */
  @Optional()
  @IsString()
  @MaxLength(4096)
  cursor?: string;
}

/** A query parameter for the order of a list: by `name`, or by `-name` for the reverse. */
export const Sort = (name: string): PropertyDecorator =>
  applyDecorators(ApiProperty({ enum: [name, `-${name}`] }), Optional(), IsIn([name, `-${name}`]));

/** Marks a route that returns pages of `item`. */
export const Paged = (item: Type): MethodDecorator => SetMetadata(PAGED_ITEM, item);
