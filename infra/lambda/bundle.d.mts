/** What is left out of dependencies, as `dependencies.mjs` declares it. */
export interface LeftOut {
  readonly of: RegExp;
  readonly from?: RegExp;
  /** A file, seen from this folder. */
  readonly instead?: string;
}
/** The app as one CommonJS file, for a `vm.Script` of the loader, seen from the root of the project. */
export function bundle(input: string, dependencies: { readonly LEFT_OUT: readonly LeftOut[] }): Promise<{ code: string; map: string }>;
