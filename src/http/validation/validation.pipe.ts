import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { instanceToPlain, plainToInstance } from 'class-transformer';
import { getMetadataStorage, validate } from 'class-validator';
import { ValidationFailed } from '../../core/errors/errors.js';
import type { FieldError } from '../../core/errors/domain-error.js';
import { fieldPath, unknownProperty } from '../../core/text/field-path.js';

/** What Nest needs of the two libraries. Left to itself it would load them whole. */
const VALIDATOR = { validate, getMetadataStorage };
const TRANSFORMER = { plainToInstance, classToPlain: instanceToPlain };

/** Checks bodies and queries against their DTOs: what a DTO does not list is an error, and every error names its field. */
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

/** How many objects and lists may stand in one another; no DTO needs as many. */
const MAX_DEPTH = 10;
/** How many values a body may hold in all; no DTO needs as many. */
const MAX_VALUES = 10_000;
/** How many errors are told at once. */
const MAX_ERRORS = 50;

/**
 * Refuses what Nest and class-transformer would silently drop, names that every object has, such as `constructor`; and what would exhaust their
 * stacks, or keep them busy.
 */
class StrictValidationPipe extends ValidationPipe {
  /** The first that Nest does with a value. Neither JSON nor a query has gaps in its lists. */
  protected override closeArrayGaps(value: unknown): void {
    assertPlain(value, { values: 0 });
  }

  /** Nest would make a number of whatever can be read as one, before the pipe of a parameter sees what was sent. */
  protected override transformPrimitive(value: unknown): unknown {
    return value;
  }

  protected override stripProtoKeys(): void {
    // Nothing is left to strip.
  }

  /** Nest looks for bytes in each object, which a socket can send, and a body of JSON cannot. */
  protected override findNestedBinaryValues(): ValidationError[] {
    return [];
  }
}

function assertPlain(value: unknown, count: { values: number }, path = '', depth = 0): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > MAX_DEPTH) throw ValidationFailed.of({ field: path, code: 'too_deep', message: 'is nested too deeply.' });
  for (const [name, part] of Object.entries(value)) {
    count.values += 1;
    if (count.values > MAX_VALUES)
      throw ValidationFailed.of({ field: path || 'body', code: 'too_many', message: 'contains too many values.' });
    const field = Array.isArray(value) ? `${path}[${name}]` : fieldPath(name, path);
    if (Object.hasOwn(Object.prototype, name)) throw ValidationFailed.of(unknownProperty(field));
    assertPlain(part, count, field, depth + 1);
  }
}

/** Rules on what kind of thing a value is, and how large a list. While one is broken, others mean nothing. */
const FIRST_RULES = ['isString', 'isInt', 'isBoolean', 'isArray', 'isObject', 'arrayMinSize', 'arrayMaxSize', 'isListOfObjects'];

function fieldErrors(error: ValidationError, parent = ''): FieldError[] {
  const field = fieldPath(error.property, parent);
  const broken = Object.keys(error.constraints ?? {});
  const first = FIRST_RULES.find((rule) => broken.includes(rule));
  const within = (error.children ?? []).flatMap((child) => fieldErrors(child, field));
  // A rule on a whole is judged when its parts are good.
  if (!first && within.length > 0) return within;
  return broken.length === 0 ? [] : [ownError(error, first ?? broken[0]!, field)];
}

function ownError({ property, value, children, constraints, contexts }: ValidationError, rule: string, field: string): FieldError {
  if (rule === 'whitelistValidation') return unknownProperty(field);
  // What is not there breaks all rules, and to be told any of them would help nobody. Of a whole with bad parts the library tells no value.
  if (value === undefined && !children?.length) return { field, code: 'required', message: 'is required.' };
  const { code = snakeCase(rule) } = (contexts?.[rule] ?? {}) as { code?: string };
  return { field, code, message: sentence(constraints![rule]!, property) };
}

/** The message of class-validator without the property name in front, since the field says it. */
function sentence(message: string, property: string): string {
  const text = message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
  return text.endsWith('.') ? text : `${text}.`;
}

function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}
