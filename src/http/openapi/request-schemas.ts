import type { SchemaRules } from '../decorators/schema-rules.decorator.js';
import type { Operation, Schemas } from './openapi-objects.js';

const PREFIX = '#/components/schemas/';

interface DocumentedOperation {
  readonly method: string;
  readonly operation: Operation;
}

/**
 * Completes the schemas of request bodies: they have no other properties than the documented ones, and follow the rules of their class. What
 * responses also contain gets a second schema, because a response can get more properties at any time.
 * @param inResponses the names of schemas in responses that no operation refers to yet
 */
export function closeRequestSchemas(
  operations: readonly DocumentedOperation[],
  schemas: Schemas,
  { inResponses, rules }: { inResponses: readonly string[]; rules: ReadonlyMap<string, SchemaRules> },
): void {
  const bodies = operations.flatMap(({ operation }) => operation.requestBody ?? []);
  const shown = reachable(
    [operations.map(({ operation }) => operation.responses), inResponses.map((name) => ({ $ref: PREFIX + name }))],
    schemas,
  );
  const names = new Map([...reachable(bodies, schemas)].map((name) => [name, shown.has(name) ? name.replace(/(?=Dto$)/, 'Input') : name]));
  for (const [name, closed] of names) {
    const { additionalProperties = false, ...schema } = withReferences(schemas[name]!, names);
    schemas[closed] = { ...schema, ...rules.get(name), additionalProperties };
  }
  for (const body of bodies) Object.assign(body, withReferences(body, names));
  for (const { method, operation } of operations) {
    const name = method === 'patch' && nameOf(operation.requestBody?.content['application/json']?.schema);
    if (name) Object.assign(schemas[name]!, { minProperties: 1 });
  }
}

/** The names of all schemas that something refers to, also through others. */
function reachable(node: unknown, schemas: Schemas, found = new Set<string>()): Set<string> {
  if (typeof node !== 'object' || node === null) return found;
  const name = nameOf(node);
  if (name && !found.has(name)) reachable(schemas[name], schemas, found.add(name));
  for (const part of Object.values(node)) reachable(part, schemas, found);
  return found;
}

function withReferences<T>(node: T, names: ReadonlyMap<string, string>): T {
  if (Array.isArray(node)) return node.map((part: unknown) => withReferences(part, names)) as T;
  if (typeof node !== 'object' || node === null) return node;
  const parts = Object.entries(node).map(([key, value]) => [key, withReferences(value as unknown, names)] as const);
  const name = nameOf(node);
  return { ...Object.fromEntries(parts), ...(name && { $ref: PREFIX + (names.get(name) ?? name) }) } as T;
}

function nameOf(node: object | undefined): string | undefined {
  const { $ref } = (node ?? {}) as { $ref?: unknown };
  return typeof $ref === 'string' && $ref.startsWith(PREFIX) ? $ref.slice(PREFIX.length) : undefined;
}
