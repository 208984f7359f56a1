/** What may stand in a code that people write: safe in a path, too. */
export const CODE_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** The id of a thing: a UUID in lower case, of any variant, since the ids that Cognito gives people are not all of the usual one. */
export const UUID = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
export const ID_PATTERN = new RegExp(`^${UUID}$`);

/** A text as it is compared: without case, and without accents and other marks. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();
}
