import type { Request, Response } from 'express';
import type { Catalogue } from '../../core/messages/catalogue.js';
import { type Language, LANGUAGES, loadCatalogue } from '../../core/messages/languages.js';

/**
 * Chooses the language of an answer by `Accept-Language` (RFC 9110), and says so in its headers. English if the header is absent, cannot be read or names
 * no language of ours, and if the catalogue cannot be loaded: that is better than no answer.
 * @returns the catalogue of the language; undefined for English
 */
export function negotiateLanguage(request: Request, response: Response): Promise<Catalogue | undefined> | undefined {
  const language = preferredLanguage(request);
  response.vary('Accept-Language').setHeader('Content-Language', language);
  return loadCatalogue(language)?.catch(() => {
    response.setHeader('Content-Language', LANGUAGES[0]);
    return undefined;
  });
}

function preferredLanguage(request: Request): Language {
  return request.headers['accept-language'] === undefined
    ? LANGUAGES[0]
    : ((request.acceptsLanguages([...LANGUAGES]) || LANGUAGES[0]) as Language);
}
