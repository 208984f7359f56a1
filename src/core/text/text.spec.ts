import fc from 'fast-check';
import { fold, hasTooManyMarks, MAX_MARKS, normalise } from './text.js';

const marks = fc.array(fc.constantFrom('\u0300', '\u0316', '\u0301', '\u0344', '\u0f73'), { maxLength: 40 }).map((each) => each.join(''));
const text = fc.array(fc.oneof(marks, fc.string({ unit: 'binary' }), fc.constantFrom('é', 'Đ', '한', 'ᾂ'))).map((parts) => parts.join(''));

describe('normalise', () => {
  it('composes characters and their marks', () => {
    expect(normalise('Nguye\u0302\u0303n')).toBe('Nguyễn');
  });

  it('changes every text like NFC, unless a character has too many marks', () => {
    fc.assert(fc.property(text, (each) => expect(normalise(each)).toBe(hasTooManyMarks(each) ? each : each.normalize('NFC'))));
  });

  it('leaves a text with too many marks as it is', () => {
    const many = `a${'\u0300\u0316'.repeat(MAX_MARKS)}`;
    expect([hasTooManyMarks(many), normalise(many)]).toEqual([true, many]);
    expect(hasTooManyMarks(`a${'\u0300'.repeat(MAX_MARKS)}`)).toBe(false);
  });
});

describe('fold', () => {
  it('removes case, accents and other marks', () => {
    expect(fold('NGUYỄN Đức')).toBe('nguyen duc');
    expect(fold('Nguye\u0302\u0303n')).toBe('nguyen');
  });

  it('gives the same for a text in any form', () => {
    fc.assert(fc.property(text, (each) => expect(fold(each.normalize('NFD'))).toBe(fold(each))));
  });
});
