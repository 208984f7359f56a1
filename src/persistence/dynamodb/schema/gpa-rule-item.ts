import type { GpaRule } from '../../../features/grading/gpa-rule.js';
import { itemReader } from './item-codec.js';
import type { Item } from './item.js';
import { keys } from './keys.js';

export function toGpaRuleItem(rule: GpaRule): Item {
  const { range, ...fields } = rule;
  return { ...keys.gpaRule(rule.version), ...fields, ...(range && { range: { ...range } }) };
}

export const fromGpaRuleItem = itemReader<GpaRule>('rule for the GPA', {
  version: 'number',
  fromTerm: 'string?',
  fromDate: 'string?',
  kind: 'string',
  attempts: 'string',
  places: 'number',
  maximum: 'number?',
  scale: 'string?',
  range: 'object?',
});
