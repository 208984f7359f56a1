import fc from 'fast-check';
import { aClass, anEnrolment } from '../../../test/fixtures/builders.js';
import { fold } from '../../core/text/text.js';
import { readCsv, writeCsv } from '../../http/spreadsheets/csv.js';
import type { TableRow } from '../../http/spreadsheets/table.js';
import type { Separator } from '../../http/spreadsheets/parse-records.js';
import { validationPipe } from '../../http/validation/validation.pipe.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import { ComponentDto } from '../grading/component.dto.js';
import { FLAGS } from '../grading/component.js';
import { formatMark } from '../grading/mark.js';
import { computeResult } from '../grading/result.js';
import { findGradingScale } from '../grading/scales.js';
import { expectedColumns, fileColumns, readStudentCode, toFileRows } from './gradebook-file.js';
import { type ImportOptions, planImport } from './gradebook-import.js';
import type { MarksOutcome } from './marks-change.js';
import { formatSeen } from './seen.js';

const schoolClass = aClass();
const scale = findGradingScale(schoolClass);

const written = (rows: readonly Enrolment[], separator?: Separator) =>
  writeCsv(fileColumns(schoolClass), toFileRows(schoolClass, rows), separator);
const planned = (text: string, rows: readonly Enrolment[], options?: ImportOptions) => {
  const plans = planImport(readCsv(text, expectedColumns(schoolClass), { maxRows: 500 }).rows, schoolClass, rows, options);
  return new Map(Array.from(plans, ([line, { outcome }]) => [line, outcome]));
};
const outcomesOf = (plans: Map<TableRow, MarksOutcome>) =>
  Array.from(plans, ([{ line }, { before, after, error }]) => [line, error?.code ?? (after === before ? 'unchanged' : 'saved')]);

describe('the gradebook file', () => {
  it('contains enrolled students, with marks and results', async () => {
    const marks = { midterm: 7_25, final: 9_00 };
    const rows = [
      anEnrolment({ studentCode: 'S-1', studentName: { familyName: 'Trần', givenName: 'An' }, version: 4, marks: { midterm: 7_00 } }),
      anEnrolment({ studentCode: 'S-2', status: 'WITHDRAWN' }),
      anEnrolment({
        studentCode: 'S-3',
        studentName: { familyName: 'Đỗ', givenName: '=1+1' },
        marks,
        result: computeResult(marks, schoolClass.components, scale),
      }),
      anEnrolment({ studentCode: 'S-4', studentName: { familyName: '=HYPERLINK("x")', givenName: 'An' }, disabled: true }),
    ];
    const lines = [
      'studentCode,name,midterm,final,result,letter,row.disabled,row.seen',
      `S-1,Trần An,7,,,,,${formatSeen(rows[0]!)}`,
      `S-3,Đỗ =1+1,7.25,9,8.3,B+,,${formatSeen(rows[2]!)}`,
      `S-4,"'=HYPERLINK(""x"") An",,,,,true,${formatSeen(rows[3]!)}`,
      '',
    ];
    expect(await written(rows)).toBe(`\uFEFF${lines.join('\r\n')}`);
    expect(await written(rows, ';')).toContain('S-3;Đỗ =1+1;7,25;9;8,3;B+;;v1.');
  });

  it.each(fileColumns({ ...schoolClass, components: [] }))('has a column that no component may be named after: %s', async (column) => {
    const component = { key: column.toLowerCase(), name: 'Component', weight: 100 };
    const errors = [expect.objectContaining({ field: 'key' })];
    const check = validationPipe().transform(component, { type: 'body', metatype: ComponentDto });
    await expect(check).rejects.toMatchObject({ details: { errors } });
  });

  const mark = fc.option(
    fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: scale.best }) }, { weight: 1, arbitrary: fc.constantFrom(...FLAGS) }),
    { nil: undefined },
  );
  const letters = fc.constantFrom(...'=+-@\',;"&<|ễ😀👩‍🚀 aZ', 'Đ', 'e\u0302', '＝');
  const name = fc
    .oneof(
      fc.array(letters, { minLength: 1, maxLength: 8 }).map((parts) => parts.join('')),
      fc.string({ unit: 'grapheme', minLength: 1 }),
    )
    .map(
      (text) =>
        text
          .replace(/\p{Cc}/gu, '')
          .normalize('NFC')
          .trim() || 'An',
    );
  const row = fc
    .record({
      code: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,12}$/),
      familyName: name,
      givenName: fc.oneof({ weight: 4, arbitrary: name }, { weight: 1, arbitrary: fc.constant('') }),
      midterm: mark,
      final: mark,
      version: fc.integer({ min: 1, max: 99_999 }),
    })
    .map(({ code: studentCode, familyName, givenName, version, ...given }) => {
      const marks = Object.fromEntries(Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
      const result = computeResult(marks, schoolClass.components, scale);
      return anEnrolment({
        classId: schoolClass.id,
        studentCode,
        studentName: { familyName, givenName },
        version,
        marks,
        ...(result && { result }),
      });
    });
  const gradebook = fc.uniqueArray(row, { selector: ({ studentCode }) => fold(studentCode), maxLength: 12 });
  const separator = fc.constantFrom<Separator>(',', ';', '\t');

  it('changes nothing when imported without edits', async () => {
    await fc.assert(
      fc.asyncProperty(gradebook, separator, async (rows, separated) => {
        const plans = planned(await written(rows, separated), rows);
        expect(outcomesOf(plans)).toEqual(rows.map((_row, index) => [index + 2, 'unchanged']));
        expect(new Set(Array.from(plans.values(), ({ after }) => after))).toEqual(new Set(rows));
      }),
      { numRuns: 100 },
    );
  });

  it('changes only edited marks', async () => {
    await fc.assert(
      fc.asyncProperty(gradebook, separator, fc.array(mark, { minLength: 12, maxLength: 12 }), async (rows, separated, typed) => {
        const edited = toFileRows(schoolClass, rows).map((cells, index) => cells.with(3, typed[index] && formatMark(typed[index])));
        const plans = planned(await writeCsv(fileColumns(schoolClass), edited, separated), rows, { allowClearing: true });
        for (const [index, { before, after, error }] of [...plans.values()].entries()) {
          const { final: _final, ...others } = before!.marks;
          const marks = typed[index] === undefined ? others : { ...others, final: typed[index] };
          expect(error).toBeUndefined();
          expect(after!.marks).toEqual(marks);
          expect(after!.version).toBe(before!.version + (before!.marks.final === typed[index] ? 0 : 1));
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('planImport', () => {
  const enrolled = anEnrolment({ studentCode: 'S-1', version: 3, marks: { midterm: 5_00 } });
  const planOf = (text: string, rows: readonly Enrolment[] = [enrolled]) => [...planned(text, rows).values()][0]!;
  it('clears no mark after the end of a short line', () => {
    const header = 'studentCode;version;final;midterm\n';
    expect(planOf(`${header}S-1;3;8`).error).toMatchObject({
      details: { errors: [{ field: 'midterm', code: 'row_too_short' }] },
    });
    expect(planOf(`${header}S-1;3;8;`).after?.marks).toEqual({ final: 8_00 });
    expect(planOf(`studentCode;version;midterm;final\nS-1;3;8`).after?.marks).toEqual({ midterm: 8_00 });
  });

  const withFinal = (cell: string) => planOf(`studentCode;version;final\nS-1;3;${cell}\n`);

  it.each([
    ['7', 7_00],
    ['7.5', 7_50],
    ['7,5', 7_50],
    ['7.50', 7_50],
    [' 7.5 ', 7_50],
    ['"7,25"', 7_25],
    ['0', 0],
    ['10', 10_00],
    ['10,00', 10_00],
    ['7.500', 7_50],
    [',5', 50],
    ['.25', 25],
  ])('accepts the mark %j', (cell, mark) => {
    expect(withFinal(cell).after?.marks).toEqual({ midterm: 5_00, final: mark });
  });

  it.each([
    '7.005',
    '1e1',
    '-1',
    '10.01',
    '١',
    '0x7',
    'NaN',
    '+7',
    '7.',
    '.',
    '7.0050',
    '1.000,5',
    '7 5',
    '=7',
    '7/10',
    '05/07/2026',
    'absent',
    '-',
  ])('refuses the mark %j with the component and the allowed range', (cell) => {
    const { error, after } = withFinal(cell);
    expect(after).toBeUndefined();
    expect(error).toMatchObject({
      code: 'validation_failed',
      message: `final: is "${cell}". It must be a number from 0 to 10 with at most two decimal places, EX (excused), ABS (absent), or blank.`,
    });
  });

  it('keeps components without a column, clears blank cells, and ignores computed columns', () => {
    expect(planOf('studentCode,version,final\ns-1,3,8\n').after?.marks).toEqual({ midterm: 5_00, final: 8_00 });
    expect(planOf('studentCode,version,midterm,final\nS-1,3,,8\n').after?.marks).toEqual({ final: 8_00 });
    expect(planOf('studentCode,name,version,result,letter\nS-1,,3,x,y\n')).toEqual({ before: enrolled, after: enrolled });
  });

  it.each(['', '0', '-1', '03', '3.0', '3,0', 'three', '1e0', '9999999999'])('refuses the version %j', (version) => {
    expect(planOf(`studentCode;version;final\nS-1;${version};8\n`).error).toMatchObject({
      code: 'validation_failed',
      details: { errors: [{ field: 'version' }] },
    });
  });

  it('reports all errors of a line', () => {
    const { error } = planOf('studentCode,version,midterm,final\n,x,11,12\n');
    expect(error?.details.errors?.map(({ field }) => field)).toEqual(['studentCode', 'version', 'midterm', 'final']);
  });

  it('refuses single lines: unknown, repeated, withdrawn, stale', () => {
    const left = anEnrolment({ studentCode: 'S-2', status: 'WITHDRAWN' });
    const other = anEnrolment({ studentCode: 'S-3' });
    const lines = ['S-3,1,8', 'S-9,1,8', 'S-3,1,9', 's-3,1,8', 'S-2,1,8', 'S-1,2,5', '', 'S-1,3,8', ',1,8', ',1,8'];
    const plans = planned(['studentCode,version,final', ...lines].join('\n'), [enrolled, left, other]);
    expect(outcomesOf(plans)).toEqual([
      [2, 'saved'],
      [3, 'unknown_reference'],
      [4, 'student_repeated'],
      [5, 'student_repeated'],
      [6, 'not_enrolled'],
      [7, 'stale'],
      [9, 'student_repeated'],
      [10, 'validation_failed'],
      [11, 'validation_failed'],
    ]);
    expect(Array.from(plans.keys(), readStudentCode)).toEqual(['S-3', 'S-9', 'S-3', 's-3', 'S-2', 'S-1', 'S-1', '', '']);
  });

  it('refuses a code that two students of the class seem to have', () => {
    const rows = [enrolled, anEnrolment({ studentCode: 's-1', version: 3 })];
    expect(planOf('studentCode,version,final\nS-1,3,8\n', rows).error).toMatchObject({ code: 'student_changed' });
  });
});
