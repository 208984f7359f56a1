import { applyDecorators, SetMetadata, type Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { AtMostCharacters, OneOf, Optional, QueryInteger, Text, WholeNumber } from '../validation/validators.js';
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
  @WholeNumber(1, 100)
  limit?: number;

  /** The `nextCursor` of the previous page. */
  @Optional()
  @Text()
  @AtMostCharacters(4096)
  cursor?: string;
}

/** A query parameter for the order of a list: by `name`, or by `-name` for the reverse. */
export const Sort = (name: string): PropertyDecorator =>
  applyDecorators(ApiProperty({ enum: [name, `-${name}`] }), Optional(), OneOf([name, `-${name}`]));

/** Marks a route that returns pages of `item`. */
export const Paged = (item: Type): MethodDecorator => SetMetadata(PAGED_ITEM, item);
