import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { ValidationFailed } from './errors.js';
import type { FieldError } from './domain-error.js';

/** Checks bodies and queries against their DTOs: what a DTO does not list is an error, and every error names its field. */
export function validationPipe(): ValidationPipe {
  return new StrictValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: true,
    exceptionFactory: (errors) => ValidationFailed.of(...errors.flatMap((error) => fieldErrors(error))),
  });
}

/** How many objects and lists may stand in one another; no DTO needs as many. */
const DEEPEST = 10;

/**
 * Refuses what Nest and class-transformer would silently drop, names that every object has, such as `constructor`; and what would exhaust their
 * stacks.
 */
class StrictValidationPipe extends ValidationPipe {
  protected override stripProtoKeys(body: unknown): void {
    assertPlain(body);
  }
}

function assertPlain(value: unknown, path = '', depth = 0): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > DEEPEST) throw ValidationFailed.of({ field: path, code: 'too_deep', message: 'is nested too deeply.' });
  for (const [name, part] of Object.entries(value)) {
    const field = Array.isArray(value) ? `${path}[${name}]` : path ? `${path}.${name}` : name;
    if (Object.hasOwn(Object.prototype, name)) {
      throw ValidationFailed.of({ field, code: 'unknown_property', message: 'is not a known property.' });
    }
    assertPlain(part, field, depth + 1);
  }
}

function fieldErrors(error: ValidationError, parent = ''): FieldError[] {
  const index = /^\d+$/.test(error.property);
  const field = parent ? (index ? `${parent}[${error.property}]` : `${parent}.${error.property}`) : error.property;
  const own = Object.entries(error.constraints ?? {}).map(([constraint, message]) => ({
    field,
    code: constraint === 'whitelistValidation' ? 'unknown_property' : snakeCase(constraint),
    message: constraint === 'whitelistValidation' ? 'is not a known property.' : sentence(message, error.property),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, field))];
}

/** The message of class-validator without the property name in front, since the field says it. */
function sentence(message: string, property: string): string {
  const text = message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
  return text.endsWith('.') ? text : `${text}.`;
}

function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}
