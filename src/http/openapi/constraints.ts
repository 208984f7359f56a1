import type { Type } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';

type Keywords = Record<string, unknown>;

/** The JSON Schema keywords of the validation rules. Docstrings describe the rules that JSON Schema cannot express. */
const KEYWORDS: Record<string, (...constraints: never[]) => Keywords> = {
  isInt: () => ({ type: 'integer' }),
  min: (minimum: number) => ({ minimum }),
  max: (maximum: number) => ({ maximum }),
  isLength: (minLength: number, maxLength: number) => ({ minLength, maxLength }),
  maxLength: (maxLength: number) => ({ maxLength }),
  equals: (value: unknown) => ({ const: value }),
  matches: (pattern: RegExp) => ({ pattern: pattern.source }),
  arrayMinSize: (minItems: number) => ({ minItems }),
  arrayMaxSize: (maxItems: number) => ({ maxItems }),
  isCalendarDate: () => ({ format: 'date' }),
  isEmail: () => ({ format: 'email' }),
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
    if (keywords) constraints.set(propertyName, { ...constraints.get(propertyName), ...keywords });
  }
  return constraints;
}
