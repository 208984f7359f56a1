import fc from 'fast-check';
import { parseMark, toDecimal, toHundredths } from './mark.js';

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
    expect(parseMark(value, 10_00)).toBe(hundredths);
  });

  it.each([7.005, -1, -0, 10.01, Infinity, -Infinity, NaN, 1e-7, 1e21, '7', '', null, undefined, true, [7], { valueOf: () => 7 }])(
    '%p is none',
    (value) => {
      expect(parseMark(value, 10_00)).toBeUndefined();
    },
  );

  it('accepts every decimal of two places up to the maximum, and prints it unchanged', () => {
    for (let hundredths = 0; hundredths <= 100_00; hundredths += 1) {
      const text = `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`;
      expect(parseMark(JSON.parse(text), 100_00)).toBe(hundredths);
      expect(JSON.stringify(toDecimal(hundredths))).toBe(text.replace(/\.?0+$/, '') || '0');
    }
  });

  it('refuses decimals of three places', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 999 }), (whole, thousandths) => {
        fc.pre(thousandths % 10 !== 0);
        expect(parseMark(JSON.parse(`${whole}.${String(thousandths).padStart(3, '0')}`), 100_00)).toBeUndefined();
      }),
    );
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
