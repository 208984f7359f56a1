type Node = Record<string, unknown>;

/**
 * Converts the document of Nest to one for clients: the tags `@format` and `@default` of a docstring become keywords, and `TermDto` becomes `Term`.
 */
export function toClientDocument<T>(node: T): T {
  if (Array.isArray(node)) return node.map((part: unknown) => toClientDocument(part)) as T;
  if (typeof node !== 'object' || node === null) return node;
  const parts = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, toClientDocument(value as unknown)]));
  return withTags(withClientName(parts)) as T;
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
  const keywords = name === 'default' ? { default: JSON.parse(value) as unknown } : formatOf(value, node.type);
  return { ...rest, ...(text && { description: text }), ...(schema ? { schema: { ...schema, ...keywords } } : keywords) };
}

/** Nest knows no integers. @param type a list if the value may be `null` */
function formatOf(format: string, type: unknown): Node {
  if (!/^int\d+$/.test(format)) return { format };
  return { type: Array.isArray(type) ? ['integer', 'null'] : 'integer', format };
}
