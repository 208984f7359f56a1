import { readFileSync } from 'node:fs';

type Node = Record<string, unknown>;

/** Members of a document that are for people to read. Clients decide by none of them. */
const PROSE = new Set(['description', 'summary', 'title', 'detail', 'message', 'example', 'examples', 'tags', 'info']);

interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; required?: boolean; schema: object }[];
  requestBody?: { required?: boolean; content: Record<string, { schema?: object }> };
  responses: Record<string, { headers?: object; content?: Record<string, { schema?: object }> }>;
  security?: object[];
}

/** What clients depend on: operations, schemas and codes, without prose. One line for each fact, so that a difference reads as one. */
export function apiSurface(): string[] {
  const { paths, components } = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, Node>; headers: Record<string, Node>; examples: Record<string, { value: Node }> };
  };
  return [
    ...Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, operation]) => linesOf(`${method.toUpperCase()} ${path}`, operation)),
    ),
    ...Object.entries(components.schemas).map(([name, schema]) => `schema ${name}: ${text(schema)}`),
    ...Object.entries(components.headers).map(([name, header]) => `header ${name}: ${text(header)}`),
    ...Object.entries(components.examples).map(([code, { value }]) => `problem ${code}: ${text(value)}`),
  ].sort();
}

function linesOf(route: string, { operationId, parameters = [], requestBody, responses, security }: Operation): string[] {
  return [
    `${route}: ${operationId} ${JSON.stringify(security)}`,
    ...parameters.map((each) => `${route} takes ${each.in} ${each.name}${each.required ? '' : '?'}: ${text(each.schema)}`),
    ...Object.entries(requestBody?.content ?? {}).map(
      ([type, { schema }]) => `${route} takes ${type}${requestBody?.required ? '' : '?'}: ${text(schema)}`,
    ),
    ...Object.entries(responses).flatMap(([status, { headers = {}, content = {} }]) => [
      `${route} answers ${status} with ${Object.keys(headers).sort().join(', ')}`,
      ...Object.entries(content).map(([type, { schema }]) => `${route} answers ${status} ${type}: ${answer(schema)}`),
    ]),
  ];
}

/** The codes of a problem, which all have the same form; any other schema as it is. */
function answer(schema: unknown): string {
  const [, own] = (schema as { allOf?: { properties?: { code?: { enum: string[] }; current?: object } }[] }).allOf ?? [];
  return own?.properties?.code ? `${own.properties.code.enum.join(' ')}${text(own.properties.current ?? '')}` : text(schema);
}

function text(node: unknown): string {
  return JSON.stringify(withoutProse(node));
}

/** The order of an enum is up to the compiler. */
function withoutProse(node: unknown, isProperties = false): unknown {
  if (Array.isArray(node)) return node.map((part) => withoutProse(part));
  if (typeof node !== 'object' || node === null) return node;
  const members = Object.entries(node).filter(([name]) => isProperties || !PROSE.has(name));
  return Object.fromEntries(
    members.map(([name, part]) => [name, name === 'enum' ? [...(part as string[])].sort() : withoutProse(part, name === 'properties')]),
  );
}
