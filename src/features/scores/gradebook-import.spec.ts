import fc from 'fast-check';
import { aClass, anEnrolment } from '../../../test/fixtures/builders.js';
import { ValidationFailed } from '../../core/errors/errors.js';
import { readCsv, writeCsv } from '../../http/spreadsheets/csv.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import { FLAGS, type Marks } from '../grading/component.js';
import { formatMark } from '../grading/mark.js';
import { computeResult } from '../grading/result.js';
import { findGradingScale } from '../grading/scales.js';
import { expectedColumns, fileColumns, toFileRows } from './gradebook-file.js';
import { type ImportOptions, type PlannedLine, planImport } from './gradebook-import.js';
import { StaleEnrolment } from './scores.errors.js';
import { formatSeen } from './seen.js';

const schoolClass = aClass();
const scale = findGradingScale(schoolClass);
const resultOf = (marks: Enrolment['marks']) => computeResult(marks, schoolClass.components, scale);

const an = (student: Partial<Enrolment>) => {
  const row = anEnrolment({ classId: schoolClass.id, studentName: { familyName: 'Trần', givenName: 'An' }, ...student });
  return { ...row, result: resultOf(row.marks) };
};
const plan = (text: string, rows: readonly Enrolment[], options?: ImportOptions): PlannedLine[] => [
  ...planImport(readCsv(text, expectedColumns(schoolClass), { maxRows: 500 }).rows, schoolClass, rows, options).values(),
];
const codeOf = ({ outcome: { before, after, error } }: PlannedLine) =>
  error ? (error.details.errors?.[0]?.code ?? error.code) : after === before ? 'unchanged' : 'saved';

/** A file that was exported from `rows`, with edited lines. Its columns are studentCode, name, midterm, final, result, letter, row.disabled and row.seen. */
const edited = (rows: readonly Enrolment[], edit: (lines: (string | number | undefined)[][]) => (string | number | undefined)[][]) =>
  writeCsv(fileColumns(schoolClass), edit(toFileRows(schoolClass, rows)));

describe('a line of a gradebook file', () => {
  const row = an({ studentCode: 'S-1', version: 3, marks: { midterm: 5_00 } });
  const other = an({ studentCode: 'S-2', studentName: { familyName: 'Lê', givenName: 'Bình' }, marks: { midterm: 8_00 } });

  it.each(['Trần An', 'tran an', 'An Trần', 'Trần, An', '  TRẦN   AN ', 'Trần\u00a0\u200bAn', ''])('may name its student %j', (name) => {
    expect(plan(`studentCode,name,version,final\nS-1,"${name}",3,9\n`, [row]).map(codeOf)).toEqual(['saved']);
  });

  it.each(['Lê Bình', 'Trần', 'Trần Ân Bình', 'x'])('is rejected with the name %j, which contradicts the code', (name) => {
    const [line] = plan(`studentCode,name,version,final\nS-1,${name},3,9\n`, [row, other]);
    expect(line!.outcome.error?.message).toBe(
      'name: is not the name of S-1, who is Trần An. Check that the code and the name belong together.',
    );
  });

  it('is rejected with a code that a spreadsheet has damaged, and says so', () => {
    const [line] = plan('studentCode,version,final\n1-Feb,3,9\n', [row]);
    expect(line!.outcome.error?.message).toMatch(
      /^studentCode does not refer to a student of the class\. studentCode is 1-Feb, a date of a spreadsheet\./,
    );
  });

  it('is rejected if only some of its cells were sorted', async () => {
    for (const column of [0, 1, 7]) {
      const text = await edited([row, other], ([first, second]) => [
        first!.with(column, second![column]).with(3, 9),
        second!.with(column, first![column]).with(3, 9),
      ]);
      const lines = plan(text, [row, other]);
      expect(lines.map(({ outcome }) => outcome.error)).toEqual([expect.any(ValidationFailed), expect.any(ValidationFailed)]);
    }
  });

  it.each([
    ['another version', (seen: string) => seen.replace('v3', 'v4')],
    ['another mark', (seen: string) => seen.replace('=5', '=6')],
    ['half of it', (seen: string) => seen.slice(0, -3)],
    ['other text', () => 'x'],
  ])('is rejected if its row.seen was edited to %s', (_what, edit) => {
    const [line] = plan(`studentCode,final,row.seen\nS-1,9,${edit(formatSeen(row))}\n`, [row]);
    expect(codeOf(line!)).toBe('seen');
  });

  it('stops the whole file if it is of another class', async () => {
    const elsewhere = { ...other, classId: crypto.randomUUID() };
    const text = await edited([elsewhere, row], (lines) => lines.map((cells) => cells.with(3, 9)));
    expect(() => plan(text, [row, other])).toThrow(/^line 2: is from the file of another class\. Nothing was saved\./);
  });

  it('is compared cell by cell with what was exported and with what is stored', async () => {
    const mark = fc.option(fc.constantFrom(0, 5_00, 7_25, 10_00, ...FLAGS), { nil: undefined });
    const marks = fc
      .record({ midterm: mark, final: mark })
      .map(
        (all) => Object.fromEntries(Object.entries(all).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))) as Marks,
      );
    await fc.assert(
      fc.asyncProperty(marks, marks, marks, async (seen, stored, typed) => {
        const exported = an({ studentCode: 'S-1', version: 3, marks: seen });
        const current = { ...exported, version: 4, marks: stored, result: resultOf(stored) };
        const cells = ['midterm', 'final'].map((key) => (Object.hasOwn(typed, key) ? formatMark(typed[key]!) : undefined));
        const text = await edited([exported], ([line]) => [line!.with(2, cells[0]).with(3, cells[1])]);
        const [{ outcome }] = plan(text, [current]) as [PlannedLine];

        const conflicts = ['midterm', 'final'].filter(
          (key) => typed[key] !== seen[key] && typed[key] !== stored[key] && stored[key] !== seen[key],
        );
        if (conflicts.length > 0) {
          expect(outcome.error).toBeInstanceOf(StaleEnrolment);
          expect((outcome.error as StaleEnrolment).conflicts).toEqual(
            conflicts.map((component) => ({ component, sent: typed[component], stored: stored[component] })),
          );
          return;
        }
        const expected = Object.fromEntries(
          ['midterm', 'final'].flatMap((key) => {
            const value = typed[key] === seen[key] ? stored[key] : typed[key];
            return value === undefined ? [] : [[key, value]];
          }),
        );
        expect(outcome.after?.marks).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('can be imported twice from one sheet, with more marks the second time', async () => {
    const first = await edited([row], ([line]) => [line!.with(2, 6)]);
    const [{ outcome }] = plan(first, [row]) as [PlannedLine];
    const second = await edited([row], ([line]) => [line!.with(2, 6).with(3, 9)]);
    expect(plan(second, [outcome.after!])[0]!.outcome.after?.marks).toEqual({ midterm: 6_00, final: 9_00 });
  });

  it('is done already if an older version has the same marks', () => {
    const stored = { ...row, version: 4, marks: { midterm: 5_00, final: 9_00 } };
    expect(plan('studentCode,version,final\nS-1,3,9\n', [stored]).map(codeOf)).toEqual(['unchanged']);
    expect(plan('studentCode,version,final\nS-1,3,8\n', [stored]).map(codeOf)).toEqual(['stale']);
  });

  describe('with neither row.seen nor version', () => {
    it.each([
      ['midterm,final', ',9', {}, { midterm: 5_00, final: 9_00 }],
      ['midterm,final', '5,9', {}, { midterm: 5_00, final: 9_00 }],
      ['midterm,final', '6,9', {}, 'mark_exists'],
      ['midterm,final', '6,9', { overwrite: true }, { midterm: 6_00, final: 9_00 }],
      ['midterm,final', ',', { overwrite: true }, { midterm: 5_00 }],
    ])('adds marks to %s from %j with the options %j', (columns, cells, options, expected) => {
      const [line] = plan(`studentCode,${columns}\nS-1,${cells}\n`, [row], options);
      if (typeof expected === 'string') expect(codeOf(line!)).toBe(expected);
      else expect(line!.outcome.after?.marks).toEqual(expected);
    });

    it('names the mark that is stored, and how to replace it', () => {
      const [line] = plan('studentCode,midterm\nS-1,6\n', [row]);
      expect(line!.outcome.error?.message).toBe('midterm: has the mark 5 already. To replace marks, import the file with overwrite=true.');
    });
  });

  it('has a warning if a computed cell was typed', async () => {
    const full = an({ studentCode: 'S-1', marks: { midterm: 5_00, final: 9_00 } });
    const warnings = async (edit: (cells: (string | number | undefined)[]) => (string | number | undefined)[], stored = full) =>
      plan(await edited([full], ([line]) => [edit(line!)]), [stored])[0]!.warnings.map(({ field }) => field);
    expect(await warnings((cells) => cells)).toEqual([]);
    expect(await warnings((cells) => cells.with(4, 10))).toEqual(['result']);
    expect(await warnings((cells) => cells.with(5, 'A+'))).toEqual(['letter']);
    expect(await warnings((cells) => cells.with(4, 'good').with(5, '?'))).toEqual(['result', 'letter']);
    expect(await warnings((cells) => cells.with(4, undefined).with(5, undefined))).toEqual([]);
    // The result of the file is older than the marks that another request has saved.
    const regraded = { ...full, version: 9, marks: { midterm: 10_00, final: 10_00 }, result: resultOf({ midterm: 10_00, final: 10_00 }) };
    expect(await warnings((cells) => cells, regraded)).toEqual([]);
  });
});

describe('a gradebook file that clears marks', () => {
  const rows = Array.from({ length: 11 }, (_, index) => an({ studentCode: `S-${index}`, marks: { midterm: 5_00, final: 9_00 } }));

  it('needs a confirmation for more than ten of them', async () => {
    const blank = await edited(rows, (lines) => lines.map((cells) => cells.with(3, undefined)));
    expect(() => plan(blank, rows)).toThrow(
      'allowClearing: must be true to clear 11 marks. Nothing was saved. Check the blank cells of the file.',
    );
    expect(plan(blank, rows, { allowClearing: true }).map(codeOf)).toEqual(rows.map(() => 'saved'));
    const few = await edited(rows, (lines) => lines.map((cells, index) => (index === 0 ? cells : cells.with(3, undefined))));
    expect(plan(few, rows).map(codeOf)).toEqual(['unchanged', ...rows.slice(1).map(() => 'saved')]);
  });
});
