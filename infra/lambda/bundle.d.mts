/** An import that the bundle leaves out, see `dependencies.mjs`. */
export interface LeftOut {
  readonly of: RegExp;
  readonly from?: RegExp;
  /** The path of the replacement, relative to this folder. */
  readonly instead?: string;
}
/** @param input a path relative to the root of the project */
export function bundle(input: string, dependencies: { readonly LEFT_OUT: readonly LeftOut[] }): Promise<{ code: string; map: string }>;
