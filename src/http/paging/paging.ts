import { SetMetadata, type Type } from '@nestjs/common';
import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
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

/** Marks a route that returns pages of `item`. */
export const Paged = (item: Type): MethodDecorator => SetMetadata(PAGED_ITEM, item);
