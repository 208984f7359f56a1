const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const OTHER = /[^\0-\x7f]/g;
/** A backslash before a character that is escaped would escape the escape. */
const ESCAPED = /\\[^\0-\x7f]/;

/**
 * The same JavaScript with nothing but ASCII in it: V8 keeps that as one byte a character, and all of it as two if there is a single `đ`.
 * @param code minified: what is not ASCII stands in texts and patterns only
 * @param map its source map, as JSON
 * @throws Error if a character cannot be written otherwise
 */
export function inAscii(code, map) {
  if (ESCAPED.test(code)) throw new Error('A character that is not ASCII is escaped by a backslash.');
  const lines = code.split('\n');
  const mappings = map.mappings.split(';').map((line, number) => shifted(line, wideningsOf(lines[number] ?? '')));
  return { code: lines.map((line) => line.replace(OTHER, escapeOf)).join('\n'), map: { ...map, mappings: mappings.join(';') } };
}

const escapeOf = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** After which column how many columns are added. */
function wideningsOf(line) {
  return [...line.matchAll(OTHER)].map(({ index, 0: character }) => ({ after: index, by: escapeOf(character).length - 1 }));
}

/** The mappings of a line, each as far to the right as its text is now. */
function shifted(line, widenings) {
  if (line === '' || widenings.length === 0) return line;
  let [before, now] = [0, 0];
  return line
    .split(',')
    .map((segment) => {
      const { value, length } = firstOf(segment);
      before += value;
      const column = widenings.filter(({ after }) => after < before).reduce((sum, { by }) => sum + by, before);
      const step = column - now;
      now = column;
      return encoded(step) + segment.slice(length);
    })
    .join(',');
}

/** The first number of a segment in base 64 VLQ, and how many digits it has: the column, counted from the segment before. */
function firstOf(segment) {
  let [sum, length] = [0, 0];
  for (let digit = 32; digit & 32; length += 1) {
    digit = DIGITS.indexOf(segment[length]);
    sum += (digit & 31) * 2 ** (5 * length);
  }
  return { value: sum & 1 ? -(sum >> 1) : sum >> 1, length };
}

/** A number of columns, which is never less than 0, in base 64 VLQ. */
function encoded(columns) {
  let text = '';
  for (let rest = columns * 2, more = true; more; rest = Math.floor(rest / 32)) {
    more = rest >= 32;
    text += DIGITS[(rest % 32) | (more ? 32 : 0)];
  }
  return text;
}
