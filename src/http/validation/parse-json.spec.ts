import fc from 'fast-check';
import type { ValidationFailed } from '../../core/errors/errors.js';
import { parseJson } from './parse-json.js';

describe('parseJson', () => {
  it('parses every object and list like JSON.parse', () => {
    fc.assert(
      fc.property(fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())), fc.constantFrom(0, 2), (value, space) => {
        const text = JSON.stringify(value, null, space);
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('rejects invalid JSON like JSON.parse, and repeated names', () => {
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
    ['{"a": 1,\n "b": NaN}', 'unexpected text at line 2, column 7'],
    ['{"a": 1,}', 'unexpected text at line 1, column 9'],
    ["{'a': 1}", 'unexpected text at line 1, column 2'],
    ['\ufeff{}', 'unexpected text at line 1, column 1'],
    ['{} {}', 'unexpected text at line 1, column 4'],
    ['{"a": "secret\u0001"}', 'unexpected text at line 1, column 7'],
    ['{"a": [1', 'an early end at line 1, column 9'],
    ['  ', 'an early end at line 1, column 3'],
    ['{"a": {"b": 1}, "\\u0061": 2}', 'a repeated name at line 1, column 17'],
  ])('names the position of the error in %j without quoting the text', (text, message) => {
    expect(() => parseJson(text)).toThrow(
      expect.objectContaining({ name: 'MalformedJson', message: `The body is not valid JSON: ${message}.` }),
    );
  });

  it.each(['null', '"secret"', '5', 'true', ' null '])('rejects %j, which is valid JSON, as no object', (text) => {
    expect(() => parseJson(text)).toThrow('body: must be an object.');
  });

  it('accepts the same name in several objects', () => {
    const text = '{"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]}';
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  it('creates a plain property for __proto__, so that validation can reject it', () => {
    const body = parseJson('{"__proto__": {"role": "ADMIN"}}') as object;
    expect(Object.keys(body)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype);
  });

  describe('stops', () => {
    const errorsOf = (text: string) => {
      try {
        parseJson(text);
        return [];
      } catch (error) {
        return (error as ValidationFailed).details.errors?.map(({ field, code }) => [field, code]);
      }
    };
    const nested = (depth: number) => `{"marks": ${'{"a":'.repeat(depth)}7${'}'.repeat(depth)}}`;
    const list = (count: number) => `[${Array(count).fill('[]').join(',')}`;
    const names = (count: number) => Array.from({ length: count }, (_, index) => `"x${index}": 1`).join(',');

    it('at the maximum depth', () => {
      expect(errorsOf(nested(9))).toEqual([]);
      expect(errorsOf(nested(10))).toEqual([]);
      expect(errorsOf(nested(11))).toEqual([[`marks${'.a'.repeat(10)}`, 'too_deep']]);
      expect(errorsOf(`{"a": [7, ${'['.repeat(100_000)}`)).toEqual([['a[1][0][0][0][0][0][0][0][0][0]', 'too_deep']]);
      expect(errorsOf('['.repeat(100_000))).toEqual([['[0]'.repeat(11), 'too_deep']]);
    });

    it('at the maximum number of values, anywhere in the body', () => {
      const lists = (count: number) =>
        Array(10)
          .fill(`${list(count)}]`)
          .join(',');
      expect(errorsOf(`[${lists(998)}]`)).toEqual([]);
      expect(errorsOf(`[${lists(998)}${', 1'.repeat(10)}`)).toEqual([['body', 'too_many']]);
      expect(errorsOf(`{"a": {"b": [${lists(1_000)}`)).toEqual([['a.b[9]', 'too_many']]);
    });

    it('at the maximum number of items of one list', () => {
      expect(errorsOf(`${list(1_000)}]`)).toEqual([]);
      expect(errorsOf(`{"a": {"b": ${list(1_001)}`)).toEqual([['a.b', 'too_many']]);
    });

    it('at the maximum number of properties of one object', () => {
      expect(errorsOf(`{"a": {${names(100)}}, "b": {${names(100)}}}`)).toEqual([]);
      expect(errorsOf(`{${names(101)}`)).toEqual([['body', 'too_many']]);
      expect(errorsOf(`{"a": [{${names(101)}`)).toEqual([['a[0]', 'too_many']]);
    });
  });
});

function isTaken(text: string): boolean {
  try {
    parseJson(text);
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
