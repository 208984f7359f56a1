import type { EN } from './en.js';

/** The keys of the texts about one part of the input, and of the texts about one occurrence of a problem. */
export type FieldKey = keyof typeof EN.fields;
export type DetailKey = keyof typeof EN.details;
