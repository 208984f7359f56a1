import type { Type } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';

type Keywords = Record<string, unknown>;

// Forbidden characters, in the syntax that all libraries for regular expressions know.
const NEVER_IN_TEXT = '\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f';
const NEVER_IN_LINE = `${NEVER_IN_TEXT}\\t\\n\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069`;
const LOST = '\\ufffd';

/** Text with a visible character. Spaces around it are removed before the other rules count. */
function textOf(never: string): string {
  return `^\\s*[^\\s${never}][^${never}]*\\s*$`;
}

/** As `textOf`, or blank. */
function optionalTextOf(never: string): string {
  return `^\\s*(?:[^\\s${never}][^${never}]*)?\\s*$`;
}

/** The JSON Schema keywords of the validation rules. Docstrings describe the rules that JSON Schema cannot express. */
const KEYWORDS: Record<string, (...constraints: never[]) => Keywords> = {
  isInt: () => ({ type: 'integer' }),
  min: (minimum: number) => ({ minimum }),
  max: (maximum: number) => ({ maximum }),
  isLength: (minLength: number, maxLength: number) => ({ ...(minLength > 0 && { minLength }), maxLength }),
  maxLength: (maxLength: number) => ({ maxLength }),
  isIn: (values: unknown[]) => ({ enum: values }),
  equals: (value: unknown) => ({ const: value }),
  matches: (pattern: RegExp) => ({ pattern: pattern.source }),
  arrayMinSize: (minItems: number) => ({ minItems }),
  arrayMaxSize: (maxItems: number) => ({ maxItems }),
  isCalendarDate: () => ({ format: 'date', pattern: '^(?!0000)' }),
  isInstant: () => ({ format: 'date-time', pattern: '^(?!0000).*[0-9](\\.[0-9]{1,3})?Z$' }),
  isEmail: () => ({ format: 'email', pattern: '^[!#-~]+$' }),
  isLine: () => ({ pattern: textOf(`${NEVER_IN_LINE}${LOST}`) }),
  isOptionalLine: () => ({ pattern: optionalTextOf(`${NEVER_IN_LINE}${LOST}`) }),
  isSearchLine: () => ({ pattern: textOf(NEVER_IN_LINE) }),
  isText: () => ({ pattern: textOf(`${NEVER_IN_TEXT}${LOST}`) }),
};

/** Every class that has validation rules. */
export function constrainedClasses(): Type[] {
  const storage = getMetadataStorage() as unknown as { validationMetadatas: ReadonlyMap<Type, unknown> };
  return [...storage.validationMetadatas.keys()];
}

/** The JSON Schema keywords of each property of a class. */
export function constraintsOf(dto: Type): Map<string, Keywords> {
  const constraints = new Map<string, Keywords>();
  for (const { propertyName, name, constraints: values, each } of getMetadataStorage().getTargetValidationMetadatas(dto, '', true, false)) {
    const keywords = each ? undefined : KEYWORDS[name ?? '']?.(...((values ?? []) as never[]));
    if (keywords) constraints.set(propertyName, merge(constraints.get(propertyName) ?? {}, keywords));
  }
  return constraints;
}

/** A schema has one pattern, and a text must match all of them. */
function merge(some: Keywords, others: Keywords): Keywords {
  const patterns = [some.pattern, others.pattern].filter((pattern) => typeof pattern === 'string');
  return { ...some, ...others, ...(patterns.length === 2 && { pattern: `(?=${patterns[0]})${patterns[1]}` }) };
}
