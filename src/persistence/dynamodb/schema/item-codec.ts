import type { Item } from './item.js';

type Kind<V> = V extends string ? 'string' : V extends number ? 'number' : V extends boolean ? 'boolean' : 'object';

/** The kind of each attribute, with `?` if it may be absent. A missing field or a wrong kind does not compile. */
export type Attributes<T> = {
  readonly [K in keyof T]-?: undefined extends T[K] ? `${Kind<NonNullable<T[K]>>}?` : Kind<T[K]>;
};

/**
 * Creates a function that reads stored items. It leaves out attributes that only keys and indexes need.
 * @throws Error if an attribute is missing or has another kind
 */
export function itemReader<T extends object>(name: string, attributes: Attributes<T>): (item: Item) => T {
  const fields = Object.entries(attributes as Readonly<Record<string, string>>).map(([field, type]) => ({
    field,
    kind: type.replace('?', ''),
    isOptional: type.endsWith('?'),
  }));
  return (item) => {
    const thing: Record<string, unknown> = {};
    for (const { field, kind, isOptional } of fields) {
      const value = item[field];
      if (value === undefined && isOptional) continue;
      if (typeof value !== kind || value === null) throw new Error(`The stored ${name} has no ${kind} as its ${field}.`);
      thing[field] = value;
    }
    return thing as T;
  };
}
