/** A value in an item or an expression. */
export type Value =
  string | number | boolean | null | readonly Value[] | ReadonlySet<string> | { readonly [key: string]: Value | undefined };

export type Item = Record<string, Value | undefined>;
export type Key = Record<string, string | number>;
