import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { anyScale, GERMANY, SWITZERLAND } from '../../../test/fixtures/scales.js';
import type { ValidationFailed } from '../../core/errors/errors.js';
import { readCsv } from '../../http/spreadsheets/csv.js';
import type { ColumnMap } from '../../http/spreadsheets/column-map.js';
import { SpreadsheetFile } from '../../http/spreadsheets/spreadsheet-file.js';
import type { SchoolClass } from '../classes/school-class.js';
import { pointsToMark, splitMap, toLines } from './foreign-marks.js';
import { expectedColumns, STUDENT } from './gradebook-file.js';

const SCHOOL_CLASS = {
  id: randomUUID(),
  gradingScale: 'vn-10',
  components: [
    { key: 'midterm', name: 'Midterm', weight: 40 },
    { key: 'final', name: 'Final exam', weight: 60 },
  ],
} as unknown as SchoolClass;

const read = async (text: string | Buffer, given?: ColumnMap) => {
  const { map, points } = splitMap(given);
  const table = await new SpreadsheetFile(Buffer.from(text)).read(expectedColumns(SCHOOL_CLASS), { maxRows: 500, map });
  return toLines(table, SCHOOL_CLASS, points).map(({ cells }) => cells);
};

describe('marks of other products', () => {
  it.each<[string, string, ColumnMap | undefined]>([
    [
      'Canvas',
      'Student,ID,SIS User ID,SIS Login ID,Section,Midterm (412),Current Score\n    Points Possible,,,,,50,(read only)\n"Le, An",7,S-1,an,A,41.5,83\n"Student, Test",9,,,A,10,20\n',
      { 'Midterm (412)': 'midterm', 'SIS User ID': 'studentCode' },
    ],
    [
      'Moodle',
      'First name,Last name,ID number,Email address,Quiz: Midterm (Real),Course total (Real)\nAn,Le,S-1,an@example.edu,8.30,-\n',
      { 'Quiz: Midterm (Real)': 'midterm' },
    ],
    [
      'Blackboard',
      '"Last Name","First Name","Username","Student ID","Midterm [Total Pts: 50 Score] |412"\n"Le","An","an","S-1","41.5"\n',
      { 'Midterm [Total Pts: 50 Score] |412': 'midterm' },
    ],
    [
      'Brightspace',
      'OrgDefinedId,Username,Last Name,First Name,Midterm Points Grade <Numeric MaxPoints:50 Weight:10>,End-of-Line Indicator\nS-1,#an,Le,An,41.50,#\n',
      { 'Midterm Points Grade <Numeric MaxPoints:50 Weight:10>': 'midterm' },
    ],
    [
      'Gradescope',
      'First Name,Last Name,SID,Email,Midterm,Midterm - Max Points\nAn,Le,S-1,an@example.edu,41.5,50.0\n',
      { Midterm: 'midterm/50' },
    ],
    ['PowerSchool', 'Class: Algebra\nStudent Name\tStudent Number\tMidterm\n"Le, An"\tS-1\t8.3\n', undefined],
  ])('of %s are read', async (_product, text, map) => {
    const lines = await read(text, map);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ [STUDENT]: 'S-1', midterm: expect.stringMatching(/^8\.30?$/) });
    expect(lines[0]!.name).toMatch(/^Le,? An$/);
  });

  it('of Google Classroom have an e-mail address for each student, and rows of dates and points', async () => {
    const text = 'Last Name,First Name,Email Address,Midterm\nDate,,,2026-11-02\nPoints,,,100\nLe,An,an@example.edu,83\n';
    expect(await read(text.replace('Date,,', ',,'))).toHaveLength(2);
    expect(await read(text)).toMatchObject([{ [STUDENT]: '', 'student.email': 'an@example.edu', name: 'Le An', midterm: '8.3' }]);
  });

  it('are found by the name of a component, and by its key first', async () => {
    expect(await read('MSSV;Midterm;FINAL EXAM\nS-1;7,5;8\n')).toMatchObject([{ [STUDENT]: 'S-1', midterm: '7,5', final: '8' }]);
    expect(await read('MSSV,Midterm exam,midterm\nS-1,1,2\n')).toMatchObject([{ midterm: '2' }]);
  });

  it.each([
    ['1', 3, '3.33'],
    ['2', 3, '6.67'],
    ['0.0005', 1, '0.01'],
    ['0.0004', 1, '0'],
    ['100,0', 100, '10'],
    ['101', 100, '10.1'],
    ['absent', 100, 'absent'],
    ['', 100, ''],
    ['-3', 100, '-3'],
    ['.', 100, '.'],
  ])('scale %j out of %d points, rounded half up, to %j', async (cell, points, mark) => {
    expect(await read(`code,midterm\nS-1,"${cell}"\n`, { midterm: `midterm/${points}` })).toMatchObject([{ midterm: mark }]);
  });

  it.each([
    [GERMANY, '0', '5'],
    [GERMANY, '30', '1'],
    [GERMANY, '15', '3'],
    [GERMANY, '7,5', '4'],
    [GERMANY, '10', '3.67'],
    [GERMANY, '33', '0.6'],
    [GERMANY, '45', '-1'],
    [SWITZERLAND, '0', '1'],
    [SWITZERLAND, '30', '6'],
    [SWITZERLAND, '10', '2.67'],
  ])('become a mark between worst and best (%#)', (scale, cell, mark) => {
    expect(pointsToMark(cell, 30, scale)).toBe(mark);
  });

  it('become the exact share between worst and best, rounded half up, in both directions', () => {
    fc.assert(
      fc.property(anyScale, fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 200 }), ({ best, worst }, achieved, possible) => {
        const mark = Math.round(Number(pointsToMark(String(achieved), possible, { best, worst })) * 100);
        // Twice the distance to the exact share, in units of the possible points: at most a half, and a half only upwards.
        const distance = 2n * (BigInt(mark) * BigInt(possible) - BigInt(worst * possible + achieved * (best - worst)));
        expect(distance > -BigInt(possible) && distance <= BigInt(possible)).toBe(true);
      }),
    );
  });

  it.each<[string, ColumnMap, string]>([
    ['Midterm', { Midterm: 'midterm/0' }, 'column_map'],
    ['Midterm', { Midterm: 'midterm/ten' }, 'column_map'],
    ['Midterm', { Midterm: 'quiz/10' }, 'column_map'],
    ['Midterm,Midterm - Max Points', {}, 'points_possible'],
  ])('under %s with %j are refused', async (header, map, code) => {
    const error = await read(`code,${header}\nS-1,7,50\n`, map).catch((thrown: unknown) => thrown as ValidationFailed);
    expect(error).toMatchObject({ details: { errors: [{ field: 'map', code }] } });
  });

  it('never skip a student because of a name', () => {
    const rows = 'studentCode,name,midterm\nS-1,Points,7\nS-2,Date,8\n';
    expect(toLines(readCsv(rows, expectedColumns(SCHOOL_CLASS), { maxRows: 500 }), SCHOOL_CLASS, new Map())).toHaveLength(2);
  });
});
