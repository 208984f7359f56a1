import { MalformedCsv } from './csv.errors.js';

/** The text of a file. @throws MalformedCsv naming the first line that is not UTF-8 */
export function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const line = bytes
      .toString('utf8')
      .split('\uFFFD')[0]!
      .split(/\r\n|\r|\n/).length;
    throw MalformedCsv.at(line, 'not_utf8', 'is not valid UTF-8. Save the file as "CSV UTF-8".');
  }
}
