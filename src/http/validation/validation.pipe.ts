import { type ValidationError, ValidationPipe } from '@nestjs/common';
import { instanceToPlain, plainToInstance } from 'class-transformer';
import { getMetadataStorage, validate } from 'class-validator';
import { ValidationFailed } from '../../core/errors/errors.js';
import { fault, type FieldError, fieldError } from '../../core/errors/field-error.js';
import { fieldPath, unknownProperty } from '../../core/text/field-path.js';
import { REQUIRED_IF } from './required-unless.js';
import type { Explain } from './validators.js';

/** The parts of the two libraries that Nest needs. Without them, Nest would load the libraries completely. */
const VALIDATOR = { validate, getMetadataStorage };
const TRANSFORMER = { plainToInstance, classToPlain: instanceToPlain };

/** Validates bodies and queries by their DTOs. A property that the DTO does not list is an error, and every error names its field. */
export function validationPipe(): ValidationPipe {
  return new StrictValidationPipe({
    validatorPackage: VALIDATOR,
    transformerPackage: TRANSFORMER,
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    exceptionFactory: (errors) => ValidationFailed.of(...errors.flatMap((error) => fieldErrors(error)).slice(0, MAX_ERRORS)),
  });
}

/** The maximum number of errors in a response. */
const MAX_ERRORS = 50;

/** Also rejects property names that every object has, such as `constructor`, because Nest and class-transformer would silently drop them. */
class StrictValidationPipe extends ValidationPipe {
  /** Nest calls this first. Lists from JSON or a query have no gaps to close. */
  protected override closeArrayGaps(value: unknown): void {
    assertPlain(value);
  }

  /** Nest would convert texts to numbers before the pipe of the parameter sees the text. */
  protected override transformPrimitive(value: unknown): unknown {
    return value;
  }

  protected override stripProtoKeys(): void {
    // `assertPlain` has rejected such keys.
  }

  /** Nest searches every object for bytes. A JSON body cannot contain any. */
  protected override findNestedBinaryValues(): ValidationError[] {
    return [];
  }
}

/** The depth is limited while a body is read, and a query has none. */
function assertPlain(value: unknown, path = ''): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, part] of Object.entries(value)) {
    const field = Array.isArray(value) ? `${path}[${name}]` : fieldPath(name, path);
    if (Object.hasOwn(Object.prototype, name)) throw ValidationFailed.of(unknownProperty(field));
    assertPlain(part, field);
  }
}

/** Rules for the type of a value and the size of a list. If one of them is broken, other errors would only confuse. */
const FIRST_RULES = [
  REQUIRED_IF,
  'isString',
  'isInt',
  'isDecimal',
  'isBoolean',
  'isArray',
  'isObject',
  'arrayMinSize',
  'arrayMaxSize',
  'isListOfObjects',
];

function fieldErrors(error: ValidationError, parent = ''): FieldError[] {
  const field = fieldPath(error.property, parent);
  const broken = Object.keys(error.constraints ?? {});
  const first = FIRST_RULES.find((rule) => broken.includes(rule));
  const nested = (error.children ?? []).flatMap((child) => fieldErrors(child, field));
  // Other rules of an object or list count only if all its parts are valid.
  if (!first && nested.length > 0) return nested;
  return broken.length === 0 ? [] : [ownError(error, first ?? broken[0]!, field)];
}

function ownError({ value, children, contexts }: ValidationError, rule: string, field: string): FieldError {
  if (rule === 'whitelistValidation') return unknownProperty(field);
  // An absent value breaks all rules, but only one error helps. The library omits the value of an object with invalid parts.
  if (value === undefined && !children?.length && rule !== REQUIRED_IF) return fieldError(field, 'required');
  // The rules of the library itself are about values that are no objects.
  const { explain } = (contexts?.[rule] ?? { explain: () => fault('not_object') }) as { explain: Explain };
  return { field, ...explain(value) };
}
