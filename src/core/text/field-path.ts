import { type FieldError, fieldError } from '../errors/field-error.js';

const MAX_LENGTH = 100;
/** Half of a surrogate pair, which cutting a name can leave. */
const LONE_SURROGATE = /\p{Cs}$/u;

/** Names a part of the input in a problem document, e.g. `components[0].weight`. A long name is shortened. */
export function fieldPath(name: string, parent = ''): string {
  const label = name === '' ? '""' : name.length > MAX_LENGTH ? `${name.slice(0, MAX_LENGTH).replace(LONE_SURROGATE, '')}…` : name;
  if (!parent) return label;
  return /^\d+$/.test(name) ? `${parent}[${name}]` : `${parent}.${label}`;
}

/** The error for a property that does not exist. */
export function unknownProperty(field: string): FieldError {
  const isNameless = field === '""' || field.endsWith('.""');
  return fieldError(field, isNameless ? 'unknown_property.nameless' : 'unknown_property');
}
