/** A code that people write. It needs no encoding in a path. */
export const CODE_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** An id: a UUID in lower case, of any variant, because Cognito does not always use the common one. */
export const UUID = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
export const ID_PATTERN = new RegExp(`^${UUID}$`);

/** Converts a text for comparison: without case, accents and other marks. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();
}
