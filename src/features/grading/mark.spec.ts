import fc from 'fast-check';
import { parseMark, parseMarkCell, toDecimal, toHundredths } from './mark.js';
import type { MarkRange } from './scale.js';

describe('parseMark', () => {
  it.each([
    [0, 0],
    [7, 7_00],
    [7.2, 7_20],
    [7.25, 7_25],
    [0.29, 29],
    [9.99, 9_99],
    [10, 10_00],
  ])('parses %d to %d hundredths', (value, hundredths) => {
    expect(parseMark(value, { best: 10_00, worst: 0 })).toBe(hundredths);
  });

  it.each([7.005, -1, -0, 10.01, Infinity, -Infinity, NaN, 1e-7, 1e21, '7', '', null, undefined, true, [7], { valueOf: () => 7 }])(
    '%p is none',
    (value) => {
      expect(parseMark(value, { best: 10_00, worst: 0 })).toBeUndefined();
    },
  );

  it('accepts every decimal of two places up to the maximum, and prints it unchanged', () => {
    const all = Array.from({ length: 100_01 }, (_, hundredths) => hundredths);
    const texts = all.map((hundredths) => `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`);
    expect(texts.map((text) => parseMark(JSON.parse(text), { best: 100_00, worst: 0 }))).toEqual(all);
    expect(all.map((hundredths) => JSON.stringify(toDecimal(hundredths)))).toEqual(texts.map((text) => text.replace(/\.?0+$/, '') || '0'));
  });

  it('refuses decimals of three places', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 999 }), (whole, thousandths) => {
        fc.pre(thousandths % 10 !== 0);
        expect(parseMark(JSON.parse(`${whole}.${String(thousandths).padStart(3, '0')}`), { best: 100_00, worst: 0 })).toBeUndefined();
      }),
    );
  });
});

describe.each([
  ['parseMark', (mark: number, range: MarkRange) => parseMark(mark, range)],
  ['parseMarkCell', (mark: number, range: MarkRange) => parseMarkCell(String(mark), range)],
])('%s', (_name, parse) => {
  it('accepts the marks from the worst to the best one, in both directions', () => {
    for (const range of [
      { best: 6_00, worst: 1_00 },
      { best: 1_00, worst: 6_00 },
    ]) {
      expect([0, 0.99, 1, 1.01, 5.99, 6, 6.01].map((mark) => parse(mark, range))).toEqual([
        ...[undefined, undefined, 1_00, 1_01],
        ...[5_99, 6_00, undefined],
      ]);
    }
  });
});

describe('toHundredths', () => {
  it.each([
    ['7', 7_00],
    ['7.5', 7_50],
    ['07.05', 7_05],
  ])('parses %s to %d hundredths', (text, hundredths) => {
    expect(toHundredths(text)).toBe(hundredths);
  });

  it.each(['', ' 7', '7.', '.5', '+7', '-7', '7,5', '7.123', '1e3', '0x7', 'Infinity', '7\n'])('refuses %j', (text) => {
    expect(toHundredths(text)).toBeUndefined();
  });
});
