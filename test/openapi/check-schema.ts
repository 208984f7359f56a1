import { type Schema, schemaAt, typesOf } from '../fuzz/document.js';

/** Whether a value fits what a keyword says. */
type Check = (value: never, argument: never, schema: Schema) => boolean;

const ANNOTATIONS = new Set(['description', 'title', 'default', 'example', 'examples', 'contentEncoding']);

const FORMATS: Record<string, RegExp> = {
  uuid: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i,
  date: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
  'date-time': /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  email: /^[^\s@]+@[^\s@]+$/,
  uri: /^[a-z][a-z\d+.-]*:\S+$/i,
};

const INTEGERS: Record<string, number> = { int32: 2 ** 31, int64: 2 ** 63 };

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const IS_TYPE: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: (value) => Array.isArray(value),
  object: isObject,
};

function hasFormat(value: unknown, format: string): boolean {
  if (typeof value === 'number') return Math.abs(value) < (INTEGERS[format] ?? Infinity);
  if (typeof value !== 'string') return true;
  return FORMATS[format]!.test(value) && (format !== 'date' || isDay(value)) && (format !== 'date-time' || isDay(value.slice(0, 10)));
}

/** Whether the day exists: `Date` would make a day of March of 30 February. */
function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** Makes a check for values of one kind: others fit. */
const of =
  <V, A>(isOfKind: (value: unknown) => value is V, check: (value: V, argument: A) => boolean) =>
  (value: unknown, argument: A) =>
    !isOfKind(value) || check(value, argument);
const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';
const isList = (value: unknown): value is unknown[] => Array.isArray(value);

const patterns = new Map<string, RegExp>();

function compiled(pattern: string): RegExp {
  const known = patterns.get(pattern) ?? new RegExp(pattern, 'u');
  patterns.set(pattern, known);
  return known;
}

const CHECKS: Record<string, Check> = {
  type: (value: unknown, _type: unknown, schema) => typesOf(schema).some((type) => IS_TYPE[type]!(value)),
  enum: (value: unknown, values: unknown[]) => values.includes(value),
  const: (value: unknown, wanted: unknown) => value === wanted,
  format: hasFormat,
  pattern: of(isText, (value, pattern: string) => compiled(pattern).test(value)),
  // Characters, not halves of them.
  minLength: of(isText, (value, min: number) => [...value].length >= min),
  maxLength: of(isText, (value, max: number) => [...value].length <= max),
  minimum: of(isNumber, (value, min: number) => value >= min),
  maximum: of(isNumber, (value, max: number) => value <= max),
  minItems: of(isList, (value, min: number) => value.length >= min),
  maxItems: of(isList, (value, max: number) => value.length <= max),
  required: of(isObject, (value, names: string[]) => names.every((name) => value[name] !== undefined)),
  minProperties: of(isObject, (value, min: number) => Object.keys(value).length >= min),
  maxProperties: of(isObject, (value, max: number) => Object.keys(value).length <= max),
  propertyNames: of(isObject, (value, names: Schema) => Object.keys(value).every((name) => fits(names, name))),
  dependentRequired: of(isObject, (value, rules: Record<string, string[]>) =>
    Object.entries(rules).every(([name, others]) => value[name] === undefined || others.every((other) => value[other] !== undefined)),
  ),
  anyOf: (value: unknown, schemas: Schema[]) => schemas.some((schema) => fits(schema, value)),
  oneOf: (value: unknown, schemas: Schema[]) => schemas.filter((schema) => fits(schema, value)).length === 1,
};

/** Keywords whose errors are those of parts. */
const PARTS = new Set(['$ref', 'allOf', 'properties', 'items', 'additionalProperties']);

/** Whether a value fits a schema. */
export function fits(schema: Schema, value: unknown): boolean {
  return schemaErrors(schema, value).length === 0;
}

/** What of a value does not fit a schema, by place. @throws if the schema has a keyword that this check does not know */
export function schemaErrors(schema: Schema, value: unknown, place = ''): string[] {
  const own = Object.entries(schema).flatMap(([keyword, argument]) => {
    if (ANNOTATIONS.has(keyword) || PARTS.has(keyword)) return [];
    const check = CHECKS[keyword];
    if (!check) throw new Error(`check-schema.ts does not know the keyword ${keyword}.`);
    return check(value as never, argument as never, schema) ? [] : [`${place || 'the whole'}: ${keyword} ${JSON.stringify(argument)}`];
  });
  const parts = [...(schema.$ref ? [schemaAt(schema.$ref)] : []), ...(schema.allOf ?? [])];
  return [...own, ...parts.flatMap((part) => schemaErrors(part, value, place)), ...errorsWithin(schema, value, place)];
}

function errorsWithin({ properties = {}, items, additionalProperties = true }: Schema, value: unknown, place: string): string[] {
  if (Array.isArray(value)) return items ? value.flatMap((item, index) => schemaErrors(items, item, `${place}[${index}]`)) : [];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, part]) => {
    if (part === undefined) return [];
    const schema = Object.hasOwn(properties, name) ? properties[name]! : additionalProperties;
    if (typeof schema === 'object') return schemaErrors(schema, part, `${place}.${name}`);
    return schema ? [] : [`${place}.${name}: is not a property`];
  });
}

/** The properties of an answer that its schema does not list, wherever they are. */
export function undocumentedProperties(schema: Schema, value: unknown, place = ''): string[] {
  const parts = alternativesOf(schema);
  if (Array.isArray(value)) {
    const items = parts.flatMap((part) => part.items ?? []);
    return value.flatMap((item, index) => undocumentedProperties({ allOf: items }, item, `${place}[${index}]`));
  }
  if (!isObject(value) || parts.some(({ additionalProperties }) => additionalProperties === true)) return [];
  return Object.entries(value).flatMap(([name, part]) => {
    const of = parts.flatMap(({ properties = {}, additionalProperties }) =>
      Object.hasOwn(properties, name) ? properties[name]! : typeof additionalProperties === 'object' ? additionalProperties : [],
    );
    if (of.length === 0) return [`${place}.${name}: is not documented`];
    // A property without a type, such as the state in a problem, can be any.
    return of.some((each) => Object.keys(each).every((keyword) => ANNOTATIONS.has(keyword)) && of.length === 1)
      ? []
      : undocumentedProperties({ allOf: of }, part, `${place}.${name}`);
  });
}

/** A schema, and all that it refers to or is put together of. */
function alternativesOf(schema: Schema): Schema[] {
  const parts = [
    ...(schema.$ref ? [schemaAt(schema.$ref)] : []),
    ...(schema.allOf ?? []),
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
  ];
  return [schema, ...parts.flatMap(alternativesOf)];
}
