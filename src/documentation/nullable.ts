/** Says in the words of OpenAPI 3.1 what Nest still says in those of 3.0: `nullable: true` becomes a type of its own. */
export function withoutNullable<T>(node: T): T {
  if (Array.isArray(node)) return node.map((part: unknown) => withoutNullable(part)) as T;
  if (typeof node !== 'object' || node === null) return node;
  const { nullable, ...rest } = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withoutNullable(value as unknown)]));
  if (nullable !== true) return (nullable === undefined ? rest : { nullable, ...rest }) as T;
  if (typeof rest.type !== 'string') return { anyOf: [rest, { type: 'null' }] } as T;
  const { enum: values, ...schema } = rest;
  return { ...schema, type: [rest.type, 'null'], ...(Array.isArray(values) && { enum: [...(values as unknown[]), null] }) } as T;
}
