import fc from 'fast-check';
import { MalformedJson, UnsupportedMediaType } from '../../core/errors/errors.js';
import { verifyJsonBody } from './json-body.js';

const read = (body: string | Buffer, charset = 'utf-8'): void =>
  verifyJsonBody(undefined as never, undefined as never, Buffer.from(body as string), charset);

describe('assertGoodJson', () => {
  it('takes every object and list that JSON can write', () => {
    fc.assert(
      fc.property(fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())), fc.constantFrom(0, 2), (value, space) => {
        expect(() => read(JSON.stringify(value, null, space))).not.toThrow();
      }),
    );
  });

  it('refuses exactly what JSON.parse refuses, of texts that are almost JSON', () => {
    const almost = fc.array(
      fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '"b\\n"', '1', '-0.5e3', '01', 'true', 'null', ' ', '\n', "'", 'x'),
    );
    fc.assert(
      fc.property(almost, (tokens) => {
        const text = `[${tokens.join('')}]`;
        expect(isTaken(text)).toBe(isParsed(text) && !hasRepetition(text));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['{"a": 1,\n "b": NaN}', 'what is not expected stands at line 2, column 7'],
    ['{"a": 1,}', 'what is not expected stands at line 1, column 9'],
    ["{'a': 1}", 'what is not expected stands at line 1, column 2'],
    ['\ufeff{}', 'what is not expected stands at line 1, column 1'],
    ['{} {}', 'what is not expected stands at line 1, column 4'],
    ['{"a": "secret\u0001"}', 'what is not expected stands at line 1, column 7'],
    ['"secret"', 'what is not expected stands at line 1, column 1'],
    ['{"a": [1', 'it ends too early at line 1, column 9'],
    ['  ', 'it ends too early at line 1, column 3'],
    ['{"a": {"b": 1}, "\\u0061": 2}', 'a name stands for the second time at line 1, column 17'],
  ])('says of %j where it is wrong, and not what was sent', (text, message) => {
    expect(() => read(text)).toThrow(new MalformedJson(`The body is not valid JSON: ${message}.`));
  });

  it('takes one name in several objects', () => {
    expect(() => read('{"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]}')).not.toThrow();
  });

  it('takes an empty body for none', () => {
    expect(() => read('')).not.toThrow();
  });

  it('refuses bytes that are not UTF-8, and other charsets', () => {
    expect(() => read(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toThrow(MalformedJson);
    expect(() => read('{}', 'utf-16le')).toThrow(UnsupportedMediaType);
  });
});

function isTaken(text: string): boolean {
  try {
    read(text);
    return true;
  } catch {
    return false;
  }
}

function isParsed(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether a text that is JSON has a name twice: then it has more names than what it is read as. */
function hasRepetition(text: string): boolean {
  const written = text.match(/"[^"]*"\s*:/g) ?? [];
  const count = (value: unknown): number =>
    typeof value === 'object' && value !== null
      ? Object.values(value).reduce<number>((sum, part) => sum + count(part), Array.isArray(value) ? 0 : Object.keys(value).length)
      : 0;
  return count(JSON.parse(text)) < written.length;
}
