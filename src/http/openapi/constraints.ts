import type { Type } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';

type Keywords = Record<string, unknown>;

/** What the rules of class-validator, and our own, say in JSON Schema. What it has no words for, the docstrings tell. */
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

/** Every class with rules of its own. */
export function constrainedClasses(): Type[] {
  const storage = getMetadataStorage() as unknown as { validationMetadatas: ReadonlyMap<Type, unknown> };
  return [...storage.validationMetadatas.keys()];
}

/** What a class asks of its properties, by their names. */
export function constraintsOf(dto: Type): Map<string, Keywords> {
  const constraints = new Map<string, Keywords>();
  for (const { propertyName, name, constraints: given, each } of getMetadataStorage().getTargetValidationMetadatas(dto, '', true, false)) {
    const keywords = each ? undefined : KEYWORDS[name ?? '']?.(...((given ?? []) as never[]));
    if (keywords) constraints.set(propertyName, { ...constraints.get(propertyName), ...keywords });
  }
  return constraints;
}
