/** Makes a header that lets a browser save a file instead of showing it (RFC 6266). Old browsers use the ASCII form of the name. */
export function attachmentNamed(name: string): string {
  return `attachment; filename="${name.replace(/[^\x20-\x7e]|["\\%]/gu, '_')}"; filename*=UTF-8''${extendedValue(name)}`;
}

/** RFC 8187 allows fewer unencoded characters than `encodeURIComponent`. */
function extendedValue(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
