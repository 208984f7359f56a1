import { type Schema, typesOf } from './document.js';

/** What is sent in place of a good value: a name, and JSON text. */
export type Kind = readonly [name: string, json: string];

const quoted = (text: string): string => JSON.stringify(text);

const OF_EACH_TYPE: readonly (readonly [type: string, name: string, json: string])[] = [
  ['null', 'null', 'null'],
  ['boolean', 'true', 'true'],
  ['boolean', 'false', 'false'],
  ['number', 'a number', '7'],
  ['string', 'a text', '"x"'],
  ['string', 'a number as text', '"7"'],
  ['string', 'an empty text for another type', '""'],
  ['object', 'an object', '{}'],
  ['object', 'an object with members', '{"a":{"b":1}}'],
  ['array', 'a list', '[]'],
  ['array', 'a list of a text', '["x"]'],
  ['array', 'lists in lists', '[[[]]]'],
];

/** Values of every type but those that a property is of. */
export function ofOtherTypes(schema: Schema): Kind[] {
  const own = new Set(typesOf(schema).map((type) => (type === 'integer' ? 'number' : type)));
  if (own.size === 0) return [];
  return OF_EACH_TYPE.filter(([type]) => !own.has(type)).map(([, name, json]) => [name, json]);
}

const BLANKS: readonly Kind[] = [
  ['an empty text', '""'],
  ['spaces', '" \\t\\u00a0\\u3000"'],
  ['nothing but what has no width', '"\\u200b\\u200d\\u2060"'],
  ['a filler', '"\\u3164"'],
  ['a blank of Braille', '"\\u2800"'],
];

const TEXTS: readonly Kind[] = [
  ['20,000 characters', quoted('x'.repeat(20_000))],
  ['a NUL', '"a\\u0000b"'],
  ['a bell', '"a\\u0007b"'],
  ['an escape', '"\\u001b[2Ja"'],
  ['a delete and a C1 control', '"a\\u007f\\u0085b"'],
  ['half a character', '"a\\ud83d"'],
  ['the other half of a character', '"\\udc00a"'],
  ['an invisible operator and a variation selector', '"\\u2062\\ufe0f"'],
  ['a turn of direction, and nothing more', '"\\u202e"'],
];

/** Texts that a program has damaged. They are good only for searching what is stored. */
export const DAMAGED: readonly Kind[] = [
  ['a lost character', quoted('Nguy\ufffdn')],
  ['an error of a spreadsheet', quoted('#REF!')],
];

const DATES: readonly string[] = [
  '2026-02-30',
  '2026-13-01',
  '2026-00-10',
  '2025-02-29',
  '2026-1-1',
  '26-01-01',
  '0000-01-01',
  '10000-01-01',
  '+002026-01-01',
  '-2026-01-01',
  '2026-01-01T24:00',
  '2026-01-01T00:00:00Z',
  '2026-01-01\n',
  '２０２６-01-01',
  'today',
];

const NUMBERS: readonly Kind[] = [
  ['more than a number can be', '1e309'],
  ['less than a number can be', '-1e309'],
  ['next to nothing', '1e-7'],
  ['0.1 + 0.2', '0.30000000000000004'],
  ['2^53 + 1', '9007199254740993'],
  ['-1', '-1'],
  ['many digits', `0.${'1'.repeat(1000)}`],
];

const INSTANTS: readonly string[] = [
  '2026-01-01',
  '2026-01-01T24:00:00Z',
  '2026-01-01T23:59:60Z',
  '2026-02-30T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '10000-01-01T00:00:00Z',
  '2026-01-01T00:00:00',
  '2026-01-01T00:00:00+07:00',
  '2026-01-01 00:00:00Z',
  '1767225600000',
  'now',
];

const EMAILS: readonly string[] = [
  'x',
  'a@b',
  'a@@example.edu',
  '@example.edu',
  'a@',
  'a b@example.edu',
  'a@example.edu\nbcc: b@example.edu',
  'é@example.edu',
  `${'a'.repeat(200)}@example.edu`,
];

const isDate = ({ format, example }: Schema): boolean => format === 'date' || /^\d{4}-\d{2}-\d{2}$/.test(String(example));
const isEmail = ({ format, example }: Schema): boolean => format === 'email' || /^[^\s@]+@[^\s@]+$/.test(String(example));
const isUuid = ({ format }: Schema): boolean => format === 'uuid';

/** Values of the right type that no property of that kind can take. @param good a good value, if there is one */
export function ofNoGood(schema: Schema, good: unknown): Kind[] {
  const types = typesOf(schema);
  const { format } = schema;
  const text = typeof good === 'string' && good !== '' ? good : 'x';
  return [
    ...(types.includes('number') || types.includes('integer') ? NUMBERS : []),
    ...((schema.minimum ?? 0) > 0
      ? ([
          ['0', '0'],
          ['-0', '-0'],
        ] as const)
      : []),
    ...(types.includes('string') ? [...(canBeBlank(schema) ? [] : BLANKS), ...TEXTS] : []),
    ...(schema.enum
      ? ['SURPRISE', `${text} `, text.toLowerCase() === text ? text.toUpperCase() : text.toLowerCase()].map((each): Kind => [
          `no choice: ${each}`,
          quoted(each),
        ])
      : []),
    ...(isDate(schema) ? DATES.map((date): Kind => [`no date: ${quoted(date)}`, quoted(date)]) : []),
    ...(format === 'date-time' ? INSTANTS.map((instant): Kind => [`no instant: ${quoted(instant)}`, quoted(instant)]) : []),
    ...(isEmail(schema) ? EMAILS.map((address): Kind => [`no address: ${quoted(address.slice(0, 40))}`, quoted(address)]) : []),
    ...(isUuid(schema) ? notUuids(text).map((id): Kind => [`no id: ${quoted(id)}`, quoted(id)]) : []),
    ...(types.includes('array') ? LISTS : []),
  ];
}

const LISTS: readonly Kind[] = [
  ['a list of null', '[null]'],
  ['a list of lists', '[[]]'],
  ['a list of numbers', '[7]'],
  ['a list of 600 empty objects', `[${Array(600).fill('{}').join()}]`],
  ['a list with an unknown member', '[{"surprise":1}]'],
];

export function notUuids(id: string): string[] {
  return [
    `{${id}}`,
    `urn:uuid:${id}`,
    id.replaceAll('-', ''),
    `${id}\n`,
    `${id}0`,
    '00000000-0000-0000-0000-00000000000g',
    ...(/[a-f]/.test(id) ? [id.toUpperCase()] : []),
  ];
}

/** Texts that look dangerous and are good wherever text is free. */
export const ODD_BUT_GOOD: readonly Kind[] = [
  ['a formula', quoted('=HYPERLINK("https://x.example",1+1)&\'x\'')],
  ['another formula', quoted("@SUM(1)+cmd|' /C calc'!A0")],
  ['markup', quoted('<script>alert(1)</script><!-- &amp; ${7*7} {{7*7}}')],
  ['the words of queries', quoted(`'; DROP TABLE users; -- " OR 1=1 $ne #a :v attribute_exists(id)`)],
  ['scripts and pictures of the world', quoted('Nguyễn 李 عمر Ω 👩‍🎓🇻🇳')],
  ['names that objects have', quoted('__proto__ constructor null undefined NaN')],
];

/** The patterns of texts begin with spaces, which are removed, and a visible character. */
const TEXT_PATTERN = '^\\s*[^\\s';
/** A text that can also be blank. */
const OPTIONAL_TEXT_PATTERN = '^\\s*(?:[^\\s';

function canBeBlank({ pattern = '' }: Schema): boolean {
  return pattern.startsWith(OPTIONAL_TEXT_PATTERN);
}

/** Whether any visible text is good for a property. */
export function isFreeText(schema: Schema): boolean {
  const { format, pattern = TEXT_PATTERN, enum: values } = schema;
  const isText = typesOf(schema).includes('string') && (pattern.startsWith(TEXT_PATTERN) || canBeBlank(schema));
  return isText && !format && !values && !isDate(schema) && !isEmail(schema);
}
