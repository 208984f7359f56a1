type Node = Record<string, unknown>;

/**
 * Converts the OpenAPI 3.0 document of Nest to OpenAPI 3.1 with schema names for clients: `nullable` becomes the type `null`, the tags `@format` and
 * `@default` of a docstring become keywords, and `TermDto` becomes `Term`.
 */
export function toOpenApi31<T>(node: T): T {
  if (Array.isArray(node)) return node.map((part: unknown) => toOpenApi31(part)) as T;
  if (typeof node !== 'object' || node === null) return node;
  const parts = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, toOpenApi31(value as unknown)]));
  return withoutNullable(withTags(withClientName(parts))) as T;
}

/** The schema name of a DTO class. */
export function clientName(className: string): string {
  return className.replace(/Dto$/, '');
}

function withClientName(node: Node): Node {
  return typeof node.$ref === 'string' ? { ...node, $ref: clientName(node.$ref) } : node;
}

/** Moves the tags from the description, where Nest leaves them, to keywords. For a parameter, the keywords belong to its schema. */
function withTags(node: Node): Node {
  const [tag, name, value] = (typeof node.description === 'string' && /\s*@(format|default) (\S+)$/.exec(node.description)) || [];
  if (!tag || !name || !value) return node;
  const { description, schema, ...rest } = node;
  const text = (description as string).slice(0, -tag.length);
  const keywords = name === 'default' ? { default: JSON.parse(value) as unknown } : formatOf(value);
  return { ...rest, ...(text && { description: text }), ...(schema ? { schema: { ...schema, ...keywords } } : keywords) };
}

function formatOf(format: string): Node {
  return /^int\d+$/.test(format) ? { type: 'integer', format } : { format };
}

function withoutNullable(node: Node): Node {
  const { nullable, ...rest } = node;
  if (nullable !== true) return node;
  if (typeof rest.type !== 'string') return { anyOf: [rest, { type: 'null' }] };
  const { enum: values, ...schema } = rest;
  return { ...schema, type: [rest.type, 'null'], ...(Array.isArray(values) && { enum: [...(values as unknown[]), null] }) };
}
