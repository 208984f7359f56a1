import fc from 'fast-check';
import { anEnrolment } from '../../../test/fixtures/builders.js';
import { ValidationFailed } from '../../core/errors/errors.js';
import { writeCsv } from '../../http/spreadsheets/csv.js';
import { SpreadsheetFile } from '../../http/spreadsheets/spreadsheet-file.js';
import { writeWorkbook } from '../../http/spreadsheets/write-workbook.js';
import { validationPipe } from '../../http/validation/validation.pipe.js';
import { findOtherName } from '../users/full-name.js';
import type { PersonName } from '../users/user.js';
import { InviteUserDto } from '../users/users.dto.js';
import { parseStudentLines } from './bulk-enrolment.parser.js';
import { CLASS_LIST_COLUMNS, toClassListRows } from './class-list-file.js';
import type { Enrolment } from './enrolment.js';
import { isAuditing, withAuditing } from './final.js';

const WRITERS: readonly (readonly [string, (rows: readonly Enrolment[]) => Promise<Uint8Array>])[] = [
  ['a CSV file separated by commas', async (rows) => Buffer.from(await writeCsv(CLASS_LIST_COLUMNS, toClassListRows(rows)))],
  ['a CSV file separated by semicolons', async (rows) => Buffer.from(await writeCsv(CLASS_LIST_COLUMNS, toClassListRows(rows), ';'))],
  ['a workbook', (rows) => writeWorkbook(CLASS_LIST_COLUMNS, toClassListRows(rows))],
];

const part = fc.oneof(
  fc
    .array(fc.constantFrom(...'=+-@\',;"&<|ễ😀 aZ', 'Đ', 'e\u0302', '＝', '\ufffe', '_x0041_'), { minLength: 1, maxLength: 8 })
    .map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', minLength: 1 }),
);
/** One of the two can be missing. */
const optional = fc.oneof({ weight: 4, arbitrary: part }, { weight: 1, arbitrary: fc.constant('') });
const student = fc.record({
  studentCode: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,12}$/),
  givenName: optional,
  familyName: optional,
  disabled: fc.constantFrom(true as const, undefined),
  auditing: fc.boolean(),
});

/** The names as they are stored. Undefined if the API refuses them. */
async function toStoredName({ givenName, familyName }: PersonName): Promise<PersonName | undefined> {
  const person = { email: 'an@example.edu', role: 'STUDENT', code: 'S-1', givenName, familyName };
  try {
    return (await validationPipe().transform(person, { type: 'body', metatype: InviteUserDto })) as PersonName;
  } catch (error) {
    if (!(error instanceof ValidationFailed)) throw error;
    return undefined;
  }
}

describe.each(WRITERS)('%s of a class', (_what, write) => {
  it('names the same students when it is read again, whatever they are called', async () => {
    let students = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(student, { maxLength: 8 }), async (typed) => {
        const named = await Promise.all(typed.map(async (each) => ({ ...each, studentName: await toStoredName(each) })));
        const rows = named.flatMap(({ studentCode, studentName, disabled, auditing }) =>
          studentName ? [anEnrolment({ studentCode, studentName, disabled, ...withAuditing({}, auditing) })] : [],
        );
        if (rows.length === 0) return;
        const { lines, ignoredColumns } = await parseStudentLines(new SpreadsheetFile(Buffer.from(await write(rows))));
        expect(ignoredColumns).toEqual([]);
        expect(lines).toMatchObject(rows.map(({ studentCode: code }, index) => ({ line: index + 2, code })));
        for (const [index, { studentName, studentCode: code }] of rows.entries()) {
          const { name, refusal, auditing = false } = lines[index]!;
          expect(refusal).toBeUndefined();
          expect(auditing).toBe(isAuditing(rows[index]!));
          expect(findOtherName('name', name!, { ...studentName, code })).toBeUndefined();
        }
        students += rows.length;
      }),
      { numRuns: 60 },
    );
    expect(students).toBeGreaterThan(60);
  });
});

describe('the rows of a class list', () => {
  it('have the code, the names, and whether the student is disabled, and audits the class', () => {
    const named = { studentName: { givenName: 'An', familyName: 'Trần' } };
    const rows = [anEnrolment({ studentCode: 'S-1', ...named }), anEnrolment({ studentCode: 'S-2', ...named, disabled: true })];
    const auditor = anEnrolment({ studentCode: 'S-3', ...named, ...withAuditing({}, true) });
    expect(toClassListRows([...rows, auditor])).toEqual([
      ['S-1', 'An', 'Trần', undefined, undefined],
      ['S-2', 'An', 'Trần', 'true', undefined],
      ['S-3', 'An', 'Trần', undefined, 'true'],
    ]);
  });
});
