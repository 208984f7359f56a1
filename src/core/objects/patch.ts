/** What a PATCH carries: a field left out stays as it is, `null` clears it. */
export type Patch<T> = { readonly [K in keyof T]?: T[K] | null };

/** A thing with a patch laid over it. */
export function applyPatch<T extends object>(thing: T, patch: Patch<T>): T {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  return { ...thing, ...Object.fromEntries(given.map(([field, value]) => [field, value ?? undefined])) };
}
