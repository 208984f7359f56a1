import { detail } from '../../core/errors/domain-error.js';
import { MalformedJson, ValidationFailed } from '../../core/errors/errors.js';
import { type Fault, fault, fieldError } from '../../core/errors/field-error.js';
import { fieldPath } from '../../core/text/field-path.js';

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

/** The maximum nesting of objects and lists. No DTO needs as much. */
const MAX_DEPTH = 10;
/** The maximum number of values in a body. No DTO needs as many. */
const MAX_VALUES = 10_000;
/** The maximum number of items of one list. No DTO takes as many, and each is validated. */
const MAX_ITEMS = 1_000;
/** The maximum number of properties of one object. No DTO needs as many, and names that are numbers can be chosen to be slow to look up. */
const MAX_PROPERTIES = 100;

/** An object that is not closed yet. `name` is the member whose value comes next. */
interface OpenObject {
  readonly members: Map<string, unknown>;
  name: string;
}

type Container = unknown[] | OpenObject;

/**
 * Parses an object or list. `JSON.parse` silently keeps the last of two members with the same name, quotes the text in its error messages, and has no
 * limits.
 * @throws MalformedJson with line and column; ValidationFailed for any other value, and as soon as the text is nested too deeply or has too many values
 */
export function parseJson(text: string): unknown {
  const open: Container[] = [];
  let next = BODY;
  let body: unknown;
  let values = 0;
  let at = skipSpace(text, 0);
  for (; at < text.length; at = skipSpace(text, TOKEN.lastIndex)) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[0];
    const kind = token && kindOf(token);
    if (next === BODY && (kind === 's' || kind === 'v')) throw ValidationFailed.of(fieldError('body', 'not_object'));
    if (!kind || !next.includes(kind)) throw malformed('unexpected_text', text, at);

    const container = open.at(-1);
    const isName = kind === 's' && (next === NAME || next === FIRST_NAME);
    if (VALUE.includes(kind) && !isName) {
      values += 1;
      if (values > MAX_VALUES) throw tooMany(open, fault('too_many.values', { max: MAX_VALUES }));
      if (Array.isArray(container) && container.length === MAX_ITEMS) throw tooMany(open, fault('too_many', { max: MAX_ITEMS }));
    }
    if (kind === '{' || kind === '[') {
      if (open.length > MAX_DEPTH) throw ValidationFailed.of(fieldError(pathOf(open), 'too_deep'));
      open.push(kind === '{' ? { members: new Map(), name: '' } : []);
      next = kind === '{' ? FIRST_NAME : FIRST_ITEM;
    } else if (kind === ':') {
      next = VALUE;
    } else if (kind === ',') {
      next = Array.isArray(container) ? VALUE : NAME;
    } else if (isName) {
      const object = container as OpenObject;
      const name = JSON.parse(token) as string;
      if (object.members.has(name)) throw malformed('repeated_name', text, at);
      if (object.members.size === MAX_PROPERTIES) throw tooMany(open, fault('too_many.properties', { max: MAX_PROPERTIES }));
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
  if (next !== NOTHING) throw malformed('early_end', text, at);
  return body;
}

/** `fromEntries` creates a property for every name, even for `__proto__`. */
function close(container: Container): unknown {
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

function malformed(what: 'unexpected_text' | 'repeated_name' | 'early_end', text: string, at: number): MalformedJson {
  const lines = text.slice(0, at).split('\n');
  return new MalformedJson(detail(`malformed_json.${what}`, { line: lines.length, column: lines.at(-1)!.length + 1 }));
}

/** Names the container that has too much: the one that is read. */
function tooMany(open: readonly Container[], of: Fault): ValidationFailed {
  return ValidationFailed.of({ field: pathOf(open.slice(0, -1)) || 'body', ...of });
}

/** The path of the value that comes next. */
function pathOf(open: readonly Container[]): string {
  return open.reduce(
    (path, container) => (Array.isArray(container) ? `${path}[${container.length}]` : fieldPath(container.name, path)),
    '',
  );
}
