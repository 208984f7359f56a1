/** The changes of a PATCH: an absent field keeps its value, `null` clears it. */
export type Patch<T> = { readonly [K in keyof T]?: T[K] | null };

/** Returns a changed copy of `thing`. */
export function applyPatch<T extends object>(thing: T, patch: Patch<T>): T {
  const changes = Object.entries(patch).filter(([, value]) => value !== undefined);
  return { ...thing, ...Object.fromEntries(changes.map(([field, value]) => [field, value ?? undefined])) };
}
