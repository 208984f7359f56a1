import type { Catalogue } from './catalogue.js';

/** The languages of messages, the default first. */
export const LANGUAGES = ['en', 'vi'] as const;
export type Language = (typeof LANGUAGES)[number];

/** English is always there. Another catalogue is loaded by the first request that needs it. */
export const LOADERS: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Catalogue>>> = {
  vi: async () => (await import('./vi.js')).VI,
};

/** Loads the texts of a language. Undefined for English, in which every message is written first. */
export function loadCatalogue(language: Language): Promise<Catalogue> | undefined {
  return language === 'en' ? undefined : LOADERS[language]();
}
