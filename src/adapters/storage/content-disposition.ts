/** A header that has a browser save a file under its name, never show it (RFC 6266): the name in ASCII for the oldest, and as it is for all others. */
export function attachmentNamed(name: string): string {
  return `attachment; filename="${name.replace(/[^\x20-\x7e]|["\\%]/gu, '_')}"; filename*=UTF-8''${extendedValue(name)}`;
}

/** RFC 8187 allows fewer characters than `encodeURIComponent` leaves alone. */
function extendedValue(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
