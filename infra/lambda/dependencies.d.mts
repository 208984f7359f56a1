import type { LeftOut } from './bundle.mjs';
export const LEFT_OUT: readonly LeftOut[];
