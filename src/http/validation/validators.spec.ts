import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { Code, MultiLine, SingleLine } from './text.validators.js';
import { CalendarDate, Clearable, isCalendarDate, Optional } from './validators.js';

class Form {
  @Optional()
  @SingleLine(10)
  line?: string;

  @Clearable()
  @MultiLine(20)
  prose?: string | null;

  @Optional()
  @Code(8)
  code?: string;

  @Optional()
  @CalendarDate()
  date?: string;
}

const read = (plain: object): Form => plainToInstance(Form, plain);
const wrong = (plain: object): string[] => validateSync(read(plain)).map(({ property }) => property);

describe('the validators', () => {
  it('normalise and trim text', () => {
    expect(read({ line: '  Nguye\u0302\u0303n ' }).line).toBe('Nguyễn');
  });

  it.each(['two\nlines', 'nul\0', 'bell\u0007', 'lone \ud800', '', '   ', 'elevenchars', 7, null, ['x'], { a: 1 }])(
    'reject %j as a line',
    (line) => {
      expect(wrong({ line })).toEqual(['line']);
    },
  );

  it.each(['Ф', '李', 'عمر', '👩‍🎓', "O'Neil-Y."])('accept %j as a line', (line) => {
    expect(wrong({ line })).toEqual([]);
  });

  it.each(['\u200b\u200d', '\u3164', '\u115f', '\u2800', '\ufe0f', '\u00ad', ' \u2060 '])('reject %j, which is invisible', (text) => {
    expect(wrong({ line: text })).toEqual(['line']);
    expect(wrong({ prose: text })).toEqual(['prose']);
  });

  it.each(['\u202e', '\u2066', '\u200f', '\u061c', '\u2028'])('reject %j in a line, but accept it in longer text', (mark) => {
    expect(wrong({ line: `a${mark}b` })).toEqual(['line']);
    expect(wrong({ prose: `a${mark}b` })).toEqual([]);
  });

  it('accept zero-width characters between visible characters', () => {
    expect(wrong({ line: 'می\u200cخواهم' })).toEqual([]);
  });

  it('accept line breaks in longer text, but no control characters', () => {
    expect(wrong({ prose: 'one\ntwo\tthree' })).toEqual([]);
    expect(wrong({ prose: 'es\u001bcape' })).toEqual(['prose']);
  });

  it('accept null only for a clearable property', () => {
    expect(wrong({ prose: null })).toEqual([]);
    expect(wrong({ code: null })).toEqual(['code']);
  });

  it.each(['', 'a b', '-a', '../x', 'é', 'a#b', 'ninechars'])('reject %j as a code', (code) => {
    expect(wrong({ code })).toEqual(['code']);
  });

  it.each(['2026-02-30', '2026-13-01', '2025-02-29', '2026-1-1', '2026-01-01T00:00:00Z', '0000-01-01', '10000-01-01', '', 20260101, null])(
    'reject %j as a date',
    (date) => {
      expect(isCalendarDate(date)).toBe(false);
    },
  );

  it.each(['2024-02-29', '2026-12-31', '0001-01-01'])('accept %j as a date', (date) => {
    expect(isCalendarDate(date)).toBe(true);
  });
});
