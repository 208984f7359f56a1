import { findDamage, findLostCharacter, isSpreadsheetError } from './damage.js';

describe('findLostCharacter', () => {
  it.each([
    ['Nguy\ufffdn', 5],
    ['\ufffd', 1],
    ['👩🏽\u200d🎓\ufffd', 5],
    ['Nguyễn', undefined],
    ['', undefined],
  ])('counts characters in %j', (text, place) => {
    expect(findLostCharacter(text)).toBe(place);
  });
});

describe('isSpreadsheetError', () => {
  it.each([
    '#REF!',
    '#N/A',
    '#NAME?',
    '#VALUE!',
    '#DIV/0!',
    '#NUM!',
    '#NULL!',
    '#BEZUG!',
    '#NV',
    '#¿NOMBRE?',
    '#NOM?',
    '#Н/Д',
    'Err:502',
    '###',
  ])('recognises %s', (text) => {
    expect(isSpreadsheetError(text)).toBe(true);
  });

  it.each(['N/A', '#1', '#', '# 2', '#MeToo', '#WELCOME!', 'C#', 'How to fix #REF!', 'REF!', '#ref!', 'NV', ''])('accepts %j', (text) => {
    expect(isSpreadsheetError(text)).toBe(false);
  });
});

describe('findDamage', () => {
  it.each([
    ['2.02301E11', 'number'],
    ['2.02301E+11', 'number'],
    ['2,02301E+11', 'number'],
    ['2E+11', 'number'],
    ['1.5e-05', 'number'],
    ['1.2345678E7', 'number'],
    ['1-Feb', 'date'],
    ['01-Dec', 'date'],
    ['Feb-26', 'date'],
    ['1-Feb-26', 'date'],
    ['1-Feb-2026', 'date'],
    ['#REF!', 'error'],
    ['#N/A', 'error'],
  ])('recognises in %s %s', (code, damage) => {
    expect(findDamage(code)).toBe(damage);
  });

  it.each([
    ...['S-2026-001', '2E11', '1E5', '1.2E3', '12.5E11', '6.001', '18.01', '202301000000', '0012', '1-2', 'E11', '2.E11', '2.02301E11-A'],
    ...['1-FEB', '1-feb', 'FEB-26', 'Feb-101', 'Feb-2026', 'Feb', 'Feb-A', '1-Febr', 'MAR-26', '101-Feb', 'X1-Feb', '2026-02-01', 'May26'],
  ])('accepts %s', (code) => {
    expect(findDamage(code)).toBeUndefined();
  });
});
