import { applyDecorators } from '@nestjs/common';
import { type Fault, fault } from '../../core/errors/field-error.js';
import { ResponseDto } from '../../http/responses/response-dto.js';
import { SingleLine } from '../../http/validation/text.validators.js';
import { ListOf, OneOf, Optional, Pattern, rule, Text, WholeNumber } from '../../http/validation/validators.js';
import { type Component, COMPONENT_KEY } from './component.js';

export const MAX_COMPONENTS = 20;
const TOTAL_WEIGHT = 100;

export class ComponentDto extends ResponseDto {
  /**
   * Unique within the class. Must not be `studentcode`, `name`, `version`, `result`, `letter` or `constructor`.
   * @example final
   */
  @Text()
  @Pattern(COMPONENT_KEY, fault('invalid_key'))
  key!: string;

  /** @example "Final exam" */
  @SingleLine(100)
  name!: string;

  /**
   * Share of the result in percent. That of a bonus component is outside of the 100.
   * @example 60
   */
  @WholeNumber(1, TOTAL_WEIGHT)
  weight!: number;

  /** Whether it can only add to a result: mark × weight / 100. Such components are behind the others. Absent if not. */
  @Optional()
  @OneOf([true])
  bonus?: true;
}

/** 1 to 20 components with different keys. The weights of those that are no bonus sum to 100. */
export const Components = (): PropertyDecorator =>
  applyDecorators(
    ListOf(() => ComponentDto, { min: 1, max: MAX_COMPONENTS }),
    rule('keysDiffer', keysDiffer, explainKeys),
    rule('weightsSumTo100', weightsSumTo100, explainWeights),
  );

function keysDiffer(components: unknown): boolean {
  return Array.isArray(components) && new Set(partOfEach(components, 'key')).size === components.length;
}

/** Names the repeated key, unless it is invalid itself. */
function explainKeys(components: unknown): Fault {
  const keys = Array.isArray(components) ? partOfEach(components, 'key') : [];
  const key = keys.find((each, index) => keys.indexOf(each) !== index);
  return typeof key === 'string' && COMPONENT_KEY.test(key) ? fault('repeated_key.of', { key }) : fault('repeated_key');
}

function weightsSumTo100(components: unknown): boolean {
  return sumOfWeights(components) === TOTAL_WEIGHT;
}

/** Says what the weights sum to, unless they are no whole numbers. */
function explainWeights(components: unknown): Fault {
  const sum = sumOfWeights(components);
  return Number.isSafeInteger(sum) ? fault('weights_not_100.sum', { sum }) : fault('weights_not_100');
}

/** Of the components that are no bonus. `NaN` if one of the weights is no number. */
function sumOfWeights(components: unknown): number {
  if (!Array.isArray(components)) return NaN;
  const regular = components.filter((component) => !(component as Partial<Component> | null)?.bonus);
  return partOfEach(regular, 'weight').reduce<number>((sum, weight) => sum + Number(weight), 0);
}

function partOfEach(components: unknown[], part: 'key' | 'weight'): unknown[] {
  // The validators of each component reject an item that is not an object.
  return components.map((component) => (component as Partial<Component> | null)?.[part]);
}
