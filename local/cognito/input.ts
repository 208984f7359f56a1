import { CognitoError, invalidParameter } from './errors.js';

/** The JSON object of a request, not validated. */
export type Input = Record<string, unknown>;

/** @throws SerializationException if the value exists but is not a string */
export function optionalText(input: Input, name: string): string | undefined {
  const value = input[name];
  if (value == null) return undefined;
  if (typeof value !== 'string') throw new CognitoError('SerializationException', `${name} can not be converted to a String`);
  return value;
}

/** @throws InvalidParameterException if it is absent or empty */
export function text(input: Input, name: string): string {
  const value = optionalText(input, name);
  if (value) return value;
  const field = name.charAt(0).toLowerCase() + name.slice(1);
  throw invalidParameter(`1 validation error detected: Value at '${field}' failed to satisfy constraint: Member must not be null`);
}

export function flag(input: Input, name: string): boolean {
  const value = input[name];
  if (value == null) return false;
  if (typeof value !== 'boolean') throw new CognitoError('SerializationException', `${name} can not be converted to a Boolean`);
  return value;
}

/** A page size. @throws InvalidParameterException outside 1 to `most` */
export function pageSize(input: Input, name: string, most: number): number {
  const value = input[name] ?? most;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw invalidParameter(`1 validation error detected: Value at '${name.toLowerCase()}' must be between 1 and ${most}`);
}

/** An object inside the input, empty when absent. */
export function nested(input: Input, name: string): Input {
  const value = input[name] ?? {};
  if (isObject(value)) return value;
  throw new CognitoError('SerializationException', `${name} can not be converted to a Map`);
}

/** A list of `{Name, Value}` as a record. */
export function nameValues(input: Input, name: string): Record<string, string> {
  const list = input[name] ?? [];
  if (!Array.isArray(list) || !list.every(isObject))
    throw new CognitoError('SerializationException', `${name} can not be converted to a List`);
  return Object.fromEntries(list.map((item) => [text(item, 'Name'), optionalText(item, 'Value') ?? '']));
}

/** A parameter of a sign-in step. @throws InvalidParameterException in the words AWS has for these */
export function parameter(parameters: Input, name: string): string {
  const value = optionalText(parameters, name);
  if (value) return value;
  throw invalidParameter(`Missing required parameter ${name}`);
}

export function isObject(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
