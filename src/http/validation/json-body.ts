import type { IncomingMessage, ServerResponse } from 'node:http';
import { MalformedJson, UnsupportedMediaType } from '../../core/errors/errors.js';

const SPACE = /[ \t\n\r]*/y;
/** All but quotation mark, backslash and control characters. */
const CHARACTERS = /[ !#-[\]-\uffff]*/.source;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.source;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.source;
const TOKEN = new RegExp(`[{}[\\],:]|"${CHARACTERS}(?:${ESCAPE}${CHARACTERS})*"|(?:${NUMBER}|true|false|null)(?![\\w.])`, 'y');

// What may stand next: marks for themselves, `s` for a text, `v` for any other plain value.
const BODY = '{[';
const VALUE = 'sv{[';
const FIRST_ITEM = `${VALUE}]`;
const NAME = 's';
const FIRST_NAME = `${NAME}}`;
const NEXT_ITEM = ',]';
const NEXT_MEMBER = ',}';
const NOTHING = '';

/**
 * Refuses a body that is not an object or list of JSON in UTF-8, or that has a name twice in one object, of which readers would see one or the other.
 * Given to the body parser, which says less of what is wrong, or else repeats what it was sent.
 * @throws MalformedJson that says where, UnsupportedMediaType
 */
export function verifyJsonBody(_request: IncomingMessage, _response: ServerResponse, bytes: Buffer, charset: string): void {
  if (charset !== 'utf-8') throw new UnsupportedMediaType(`The charset ${charset} is not supported: send UTF-8.`);
  if (bytes.length > 0) assertGood(textOf(bytes));
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new MalformedJson('The body is not valid JSON: it is not UTF-8.');
  }
}

function assertGood(text: string): void {
  /** What is open around the place: the names so far of an object; nothing of a list. */
  const open: (Set<string> | undefined)[] = [];
  let next = BODY;
  let at = skipSpace(text, 0);
  for (; at < text.length; at = skipSpace(text, TOKEN.lastIndex)) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[0];
    const kind = token && kindOf(token);
    if (!kind || !next.includes(kind)) throw malformed('what is not expected stands', text, at);

    if (kind === '{' || kind === '[') {
      open.push(kind === '{' ? new Set() : undefined);
      next = kind === '{' ? FIRST_NAME : FIRST_ITEM;
    } else if (kind === ':') {
      next = VALUE;
    } else if (kind === ',') {
      next = open.at(-1) ? NAME : VALUE;
    } else if (kind === 's' && (next === NAME || next === FIRST_NAME)) {
      if (!isNew(token, open.at(-1)!)) throw malformed('a name stands for the second time', text, at);
      next = ':';
    } else {
      if (kind === '}' || kind === ']') open.pop();
      next = open.length === 0 ? NOTHING : open.at(-1) ? NEXT_MEMBER : NEXT_ITEM;
    }
  }
  if (next !== NOTHING) throw malformed('it ends too early', text, at);
}

function skipSpace(text: string, at: number): number {
  SPACE.lastIndex = at;
  SPACE.test(text);
  return SPACE.lastIndex;
}

function kindOf(token: string): string {
  if (token.startsWith('"')) return 's';
  return '{}[],:'.includes(token) ? token : 'v';
}

function isNew(token: string, names: Set<string>): boolean {
  const { size } = names;
  return names.add(JSON.parse(token) as string).size > size;
}

function malformed(what: string, text: string, at: number): MalformedJson {
  const lines = text.slice(0, at).split('\n');
  return new MalformedJson(`The body is not valid JSON: ${what} at line ${lines.length}, column ${lines.at(-1)!.length + 1}.`);
}
