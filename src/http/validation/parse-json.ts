import { MalformedJson } from '../../core/errors/errors.js';

const SPACE = /[ \t\n\r]*/y;
/** All characters except quotation mark, backslash and control characters. */
const CHARACTERS = /[ !#-[\]-\uffff]*/.source;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.source;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.source;
const TOKEN = new RegExp(`[{}[\\],:]|"${CHARACTERS}(?:${ESCAPE}${CHARACTERS})*"|(?:${NUMBER}|true|false|null)(?![\\w.])`, 'y');

// The kinds of tokens that may come next: punctuation stands for itself, `s` for a string, `v` for any other plain value.
const BODY = '{[';
const VALUE = 'sv{[';
const FIRST_ITEM = `${VALUE}]`;
const NAME = 's';
const FIRST_NAME = `${NAME}}`;
const NEXT_ITEM = ',]';
const NEXT_MEMBER = ',}';
const NOTHING = '';

/** An object that is not closed yet. `name` is the member whose value comes next. */
interface OpenObject {
  readonly members: Map<string, unknown>;
  name: string;
}

/**
 * Parses an object or list. `JSON.parse` silently keeps the last of two members with the same name, and quotes the text in its error messages. This
 * parser is a loop, so that deep nesting cannot exhaust the stack.
 * @throws MalformedJson with line and column
 */
export function parseJson(text: string): unknown {
  const open: (unknown[] | OpenObject)[] = [];
  let next = BODY;
  let body: unknown;
  let at = skipSpace(text, 0);
  for (; at < text.length; at = skipSpace(text, TOKEN.lastIndex)) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[0];
    const kind = token && kindOf(token);
    if (!kind || !next.includes(kind)) throw malformed('unexpected text', text, at);

    const container = open.at(-1);
    if (kind === '{' || kind === '[') {
      open.push(kind === '{' ? { members: new Map(), name: '' } : []);
      next = kind === '{' ? FIRST_NAME : FIRST_ITEM;
    } else if (kind === ':') {
      next = VALUE;
    } else if (kind === ',') {
      next = Array.isArray(container) ? VALUE : NAME;
    } else if (kind === 's' && (next === NAME || next === FIRST_NAME)) {
      const object = container as OpenObject;
      const name = JSON.parse(token) as string;
      if (object.members.has(name)) throw malformed('a repeated name', text, at);
      object.members.set(name, undefined);
      object.name = name;
      next = ':';
    } else {
      const isEnd = kind === '}' || kind === ']';
      const value: unknown = isEnd ? close(open.pop()!) : JSON.parse(token);
      const parent = isEnd ? open.at(-1) : container;
      if (!parent) body = value;
      else if (Array.isArray(parent)) parent.push(value);
      else parent.members.set(parent.name, value);
      next = !parent ? NOTHING : Array.isArray(parent) ? NEXT_ITEM : NEXT_MEMBER;
    }
  }
  if (next !== NOTHING) throw malformed('an early end', text, at);
  return body;
}

/** `fromEntries` creates a property for every name, even for `__proto__`. */
function close(container: unknown[] | OpenObject): unknown {
  return Array.isArray(container) ? container : Object.fromEntries(container.members);
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

function malformed(what: string, text: string, at: number): MalformedJson {
  const lines = text.slice(0, at).split('\n');
  return new MalformedJson(`The body is not valid JSON: ${what} at line ${lines.length}, column ${lines.at(-1)!.length + 1}.`);
}
