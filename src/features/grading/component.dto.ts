import { applyDecorators } from '@nestjs/common';
import { IsInt, IsString, Matches, Max, Min } from 'class-validator';
import { ResponseDto } from '../../http/responses/response-dto.js';
import { ListOf, rule, SingleLine } from '../../http/validation/validators.js';
import type { Component } from './component.js';

/** A key is a column of the gradebook file and a property of plain objects. It must not clash with another column or with `constructor`. */
const COMPONENT_KEY = /^(?!(?:studentcode|name|version|result|letter|constructor)$)[a-z][a-z0-9_-]{0,31}$/;

const MAX_COMPONENTS = 20;
const TOTAL_WEIGHT = 100;

export class ComponentDto extends ResponseDto {
  /**
   * Unique within the class. Must not be `studentcode`, `name`, `version`, `result`, `letter` or `constructor`.
   * @example final
   */
  @IsString()
  @Matches(COMPONENT_KEY, {
    message:
      '$property must start with a lower-case letter, contain only lower-case letters, digits, "_" and "-", and not be a reserved word',
  })
  key!: string;

  /** @example "Final exam" */
  @SingleLine(100)
  name!: string;

  /**
   * Share of the result in percent.
   * @example 60
   */
  @IsInt()
  @Min(1)
  @Max(TOTAL_WEIGHT)
  weight!: number;
}

/** 1 to 20 components with different keys and weights that sum to 100. */
export const Components = (): PropertyDecorator =>
  applyDecorators(
    ListOf(() => ComponentDto, { min: 1, max: MAX_COMPONENTS }),
    rule('keysDiffer', keysDiffer, 'must have a different key for each component'),
    rule('weightsSumTo100', weightsSumTo100, 'must have weights that sum to 100'),
  );

function keysDiffer(components: unknown): boolean {
  return Array.isArray(components) && new Set(partOfEach(components, 'key')).size === components.length;
}

function weightsSumTo100(components: unknown): boolean {
  return (
    Array.isArray(components) && partOfEach(components, 'weight').reduce<number>((sum, weight) => sum + Number(weight), 0) === TOTAL_WEIGHT
  );
}

function partOfEach(components: unknown[], part: 'key' | 'weight'): unknown[] {
  // The validators of each component reject an item that is not an object.
  return components.map((component) => (component as Partial<Component> | null)?.[part]);
}
