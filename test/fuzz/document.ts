import { readFileSync } from 'node:fs';

/** A JSON schema, as far as the document of this API uses it. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  pattern?: string;
  enum?: unknown[];
  const?: unknown;
  example?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  minProperties?: number;
  maxProperties?: number;
  propertyNames?: Schema;
  dependentRequired?: Record<string, string[]>;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  additionalProperties?: Schema | boolean;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

/** One route, as `openapi.json` tells of it. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  /** As in the document: `/api/v1/terms/{code}`. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Of a JSON body. */
  readonly body?: Schema;
  /** Media types of a body; none if the route takes no body. */
  readonly mediaTypes: readonly string[];
  readonly isBodyRequired: boolean;
  /** By status. */
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
  readonly isPublic: boolean;
  readonly isPaged: boolean;
}

type Content = Record<string, { schema: Schema }>;

export interface DocumentedResponse {
  readonly headers?: Readonly<Record<string, { $ref?: string; schema?: Schema }>>;
  readonly content?: Content;
}

interface DocumentedOperation {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Content };
  responses: Record<string, DocumentedResponse>;
  security?: object[];
}

const document = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, DocumentedOperation>>;
  components: { schemas: Record<string, Schema>; headers: Record<string, { schema: Schema }> };
};

/** Every route of the document. */
export const OPERATIONS: readonly Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { operationId, parameters = [], requestBody, responses, security }]) => ({
    id: operationId,
    method: method.toUpperCase(),
    path,
    parameters,
    body: requestBody?.content['application/json']?.schema,
    mediaTypes: Object.keys(requestBody?.content ?? {}),
    isBodyRequired: requestBody?.required ?? false,
    responses,
    isPublic: security?.length === 0,
    isPaged: parameters.some(({ name }) => name === 'cursor'),
  })),
);

/** Whether a route stands for all of its method where only the reading of bodies counts, which is large work and the same everywhere. */
export function standsForItsMethod({ id, method }: Operation): boolean {
  return OPERATIONS.find((operation) => operation.method === method && operation.body)?.id === id;
}

/** The schema that a reference names. */
export function schemaAt($ref: string): Schema {
  return document.components.schemas[$ref.split('/').at(-1)!]!;
}

/** The schema of a response header. */
export function headerSchema({ $ref, schema }: { $ref?: string; schema?: Schema }): Schema {
  return schema ?? document.components.headers[$ref!.split('/').at(-1)!]!.schema;
}

/** A schema with what it refers to, and what it is put together of, in its place. */
export function resolved(schema: Schema): Schema {
  if (schema.$ref) return resolved(schemaAt(schema.$ref));
  const parts = schema.allOf ?? schema.anyOf?.filter((part) => part.type !== 'null') ?? [];
  if (parts.length === 0) return schema;
  const { allOf: _allOf, anyOf, ...rest } = schema;
  const whole = Object.assign({}, ...parts.map(resolved), rest) as Schema;
  return anyOf && parts.length < anyOf.length ? { ...whole, type: [...typesOf(whole), 'null'] } : whole;
}

export function typesOf({ type = [] }: Schema): string[] {
  return [type].flat();
}

/** Where something stands in a body: `['components', 0, 'weight']`. */
export type Path = readonly (string | number)[];

export interface Property {
  readonly path: Path;
  readonly schema: Schema;
  readonly isRequired: boolean;
}

/** Every property that a body can have; of lists, those of the first item; of maps, those that a good body has. */
export function propertiesOf(given: Schema, good: unknown, path: Path = []): Property[] {
  const { properties = {}, required = [], items, additionalProperties } = resolved(given);
  const within = (name: string | number, schema: Schema, isRequired: boolean): Property[] => [
    { path: [...path, name], schema: resolved(schema), isRequired },
    ...propertiesOf(schema, (good as Record<string | number, unknown> | undefined)?.[name], [...path, name]),
  ];
  return [
    ...Object.entries(properties).flatMap(([name, schema]) => within(name, schema, required.includes(name))),
    ...(items ? within(0, items, false) : []),
    ...(typeof additionalProperties === 'object'
      ? Object.keys(good ?? {}).flatMap((name) => within(name, additionalProperties, false))
      : []),
  ];
}

/** A path as problem documents write it: `components[0].weight`. */
export function fieldOf(path: Path): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}
