import fc from 'fast-check';
import { aUser } from '../../../test/fixtures/builders.js';
import { ValidationFailed } from '../../core/errors/errors.js';
import { writeCsv } from '../../http/spreadsheets/csv.js';
import type { Separator } from '../../http/spreadsheets/parse-records.js';
import { SpreadsheetFile } from '../../http/spreadsheets/spreadsheet-file.js';
import { writeWorkbook } from '../../http/spreadsheets/write-workbook.js';
import { validationPipe } from '../../http/validation/validation.pipe.js';
import type { Invitation } from './invitations.service.js';
import { readPeople } from './people-body.js';
import { PEOPLE_FILE_COLUMNS, toPeopleRows } from './people-file.js';
import { MAX_PEOPLE } from './people-file.dto.js';
import { personColumns } from './person-file.js';
import { matchExisting } from './user-import.js';
import { findChanges } from './user-update.js';
import type { User } from './user.js';
import { InviteUserDto } from './users.dto.js';
import { withReadableNames } from './users.validators.js';

type Write = (people: readonly User[]) => Promise<Uint8Array>;

const csv =
  (separator: Separator): Write =>
  async (people) =>
    Buffer.from(await writeCsv(PEOPLE_FILE_COLUMNS, toPeopleRows(people), separator));
const WRITERS: readonly (readonly [string, Write])[] = [
  ['a CSV file separated by commas', csv(',')],
  ['a CSV file separated by semicolons', csv(';')],
  ['a workbook', (people) => writeWorkbook(PEOPLE_FILE_COLUMNS, toPeopleRows(people))],
];

const text = fc.oneof(
  fc
    .array(fc.constantFrom(...'=+-@\',;"&<|ễ😀👩‍🚀 aZ', 'Đ', 'e\u0302', '＝', '\u200b', '_x0041_', '\ufffe', '\uffff', '7.5', '1-Feb'), {
      minLength: 1,
      maxLength: 8,
    })
    .map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', minLength: 1 }),
);
const name = fc.oneof({ weight: 4, arbitrary: text }, { weight: 1, arbitrary: fc.constant('') });
/** What an admin may type. What the API refuses is left out. */
const typed = fc.record(
  {
    local: fc.stringMatching(/^[=+'a-z0-9-][a-z0-9.=+'_-]{0,12}$/),
    role: fc.constantFrom('ADMIN', 'LECTURER', 'STUDENT'),
    code: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,12}$/),
    givenName: name,
    familyName: name,
    phone: fc.stringMatching(/^\+?[0-9][0-9 ().-]{3,20}[0-9]$/),
    dateOfBirth: fc.constantFrom('1900-01-01', '1980-02-29', '2005-02-28'),
    department: text,
    status: fc.constantFrom('INVITED' as const, 'ACTIVE' as const, 'DISABLED' as const),
  },
  { requiredKeys: ['local', 'role', 'code', 'givenName', 'familyName', 'status'] },
);

/** The person whom an invitation stores. Undefined if the API refuses it. */
async function toStored({ local, status, ...input }: Record<string, unknown>): Promise<User | undefined> {
  try {
    const body = { ...input, email: `${String(local)}@example.edu` };
    const invitation = (await validationPipe().transform(body, { type: 'body', metatype: InviteUserDto })) as Invitation;
    return aUser({ ...withReadableNames(invitation), status: status as User['status'] });
  } catch (error) {
    if (!(error instanceof ValidationFailed)) throw error;
    return undefined;
  }
}

describe.each(WRITERS)('%s of people', (_what, write) => {
  it('changes nothing when imported without edits, whatever people are called', async () => {
    let people = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(typed, { maxLength: 8 }), async (inputs) => {
        const stored = (await Promise.all(inputs.map(toStored))).filter((user) => user !== undefined);
        if (stored.length === 0) return;
        const { rows, ignoredColumns } = await readPeople(new SpreadsheetFile(Buffer.from(await write(stored))));
        expect(ignoredColumns).toEqual([]);
        expect(rows.map(({ refusal }) => refusal)).toEqual(stored.map(() => undefined));
        for (const [index, user] of stored.entries()) {
          const { invitation } = rows[index]!;
          expect(matchExisting(invitation!, user, user.id)).toBe(user);
          expect(findChanges(invitation!, user)).toEqual([]);
        }
        people += stored.length;
      }),
      { numRuns: 60 },
    );
    expect(people).toBeGreaterThan(60);
  });
});

describe('the largest file of people', () => {
  /** As many different characters of four bytes. */
  const long = (length: number, seed: number) =>
    Array.from({ length }, (_, index) => String.fromCodePoint(0x20000 + ((seed * 7919 + index * 104_729) % 40_000))).join('');
  const people = Array.from({ length: MAX_PEOPLE }, (_, seed) =>
    aUser({
      email: `${String(seed).padStart(116, 'x')}@example.edu`,
      code: String(seed).padStart(40, 'S'),
      givenName: long(50, seed),
      familyName: long(50, seed + 1),
      phone: '+84 (90) 123.456-789 0123',
      dateOfBirth: '2005-02-28',
      department: long(100, seed + 2),
    }),
  );

  it.each(WRITERS)('fits as %s into the answer of a Lambda function', async (_what, write) => {
    expect(Buffer.from(await write(people)).toString('base64').length).toBeLessThan(6_000_000);
  });

  it('is a workbook that only the command reads, because a request has fewer people', async () => {
    const workbook = Buffer.from(await writeWorkbook(PEOPLE_FILE_COLUMNS, toPeopleRows(people)));
    const read = (maxXml?: number) => new SpreadsheetFile(workbook, maxXml).read(personColumns({}), { maxRows: Infinity });
    await expect(read()).rejects.toMatchObject({ details: { errors: [{ code: 'workbook_too_large' }] } });
    expect((await read(200_000_000)).rows).toHaveLength(MAX_PEOPLE);
  });
});

describe('the rows of a file of people', () => {
  it('have the details of a person and their status', () => {
    const user = aUser({ role: 'STUDENT', phone: '+84 90 123 4567', department: 'Mathematics', status: 'DISABLED' });
    expect(toPeopleRows([user])).toEqual([
      [user.email, 'STUDENT', user.code, user.givenName, user.familyName, '+84 90 123 4567', undefined, 'Mathematics', 'DISABLED'],
    ]);
  });

  it('leave out anonymised people', () => {
    expect(toPeopleRows([aUser({ status: 'DISABLED', anonymised: true })])).toEqual([]);
  });
});
