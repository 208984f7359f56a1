import type { EN } from './en.js';

/** The keys of the texts about one part of the input, and of the texts about one occurrence of a problem. */
export type FieldKey = keyof typeof EN.fields;
export type DetailKey = keyof typeof EN.details;

/** All texts of a language other than English. */
export interface Catalogue {
  /** By the `code` of a problem. English titles are with the classes of the errors. */
  readonly titles: Readonly<Record<string, string>>;
  readonly details: Readonly<Record<DetailKey, string>>;
  readonly fields: Readonly<Record<FieldKey, string>>;
  /** What `field` names if it is no property, as a subject. */
  readonly places: Readonly<Record<keyof typeof EN.places, string>>;
}
