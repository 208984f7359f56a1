import fc from 'fast-check';
import type { ValidationFailed } from '../../core/errors/errors.js';
import { writeCsv } from '../../http/spreadsheets/csv.js';
import { SpreadsheetFile } from '../../http/spreadsheets/spreadsheet-file.js';
import { validationPipe } from '../../http/validation/validation.pipe.js';
import { readPeople } from './people-body.js';
import { ChangeProfileDto, ChangeUserDto, InviteUserDto } from './users.dto.js';
import { withReadableNames } from './users.validators.js';

const AN = { email: 'an.nguyen@example.edu', role: 'STUDENT', code: 'S-1', givenName: 'An', familyName: 'Nguyễn' };

const errorsOf = (invitation: object, metatype: new () => object = InviteUserDto) =>
  validationPipe()
    .transform(invitation, { type: 'body', metatype })
    .then(
      () => [],
      (error: unknown) => (error as ValidationFailed).details.errors!.map(({ field, code, message }) => `${field} ${code}: ${message}`),
    );
const invited = async (invitation: object) =>
  (await validationPipe().transform({ ...AN, ...invitation }, { type: 'body', metatype: InviteUserDto })) as typeof AN;
const importedNames = async (givenName: string, allowUnusualNames?: boolean) => {
  const {
    rows: [row],
  } = await readPeople({ users: [{ ...AN, givenName }] }, { allowUnusualNames });
  return row!.invitation?.givenName ?? (row!.refusal as ValidationFailed).details.errors;
};

describe('the fields of a person', () => {
  it.each(['givenName', 'familyName', 'department'])('must not have a lost character in %s', async (field) => {
    const message = 'contains "\ufffd" instead of character 5. Type the text again, or save the file as "CSV UTF-8".';
    expect(await errorsOf({ ...AN, [field]: 'Nguy\ufffdn' })).toEqual([`${field} lost_character: ${message}`]);
  });

  it.each(['givenName', 'familyName', 'department'])('must not have an error of a spreadsheet in %s', async (field) => {
    const message = 'is #REF!, an error of a spreadsheet. Correct the formula, or type the text.';
    expect(await errorsOf({ ...AN, [field]: ' #REF! ' })).toEqual([`${field} spreadsheet_error: ${message}`]);
    expect(await errorsOf({ [field]: '#N/A' }, ChangeUserDto)).toEqual([expect.stringContaining(`${field} spreadsheet_error`)]);
  });

  it.each([
    ['email', 'n\ufffd@example.edu'],
    ['email', '#REF!'],
    ['phone', '#N/A'],
    ['phone', '+84 90\ufffd123'],
    ['dateOfBirth', '#VALUE!'],
    ['role', '#NAME?'],
  ])('must not have damage in %s: %s', async (field, value) => {
    expect(await errorsOf({ ...AN, [field]: value })).toEqual([expect.stringMatching(`^${field} `)]);
  });

  it('must not have damage in the own phone number', async () => {
    expect(await errorsOf({ phone: '#N/A' }, ChangeProfileDto)).toHaveLength(1);
  });

  it.each([
    ['2.02301E11', 'is 2.02301E11, a shortened number of a spreadsheet. Format the column as text, and enter the code again.'],
    ['2.02301E+11', 'is 2.02301E+11, a shortened number of a spreadsheet. Format the column as text, and enter the code again.'],
    ['1-Feb', 'is 1-Feb, a date of a spreadsheet. Format the column as text, and enter the code again.'],
    ['#REF!', 'is #REF!, an error of a spreadsheet. Format the column as text, and enter the code again.'],
  ])('must not have the code %s', async (code, message) => {
    expect(await errorsOf({ ...AN, code })).toEqual([`code damaged_code: ${message}`]);
    expect(await errorsOf({ code }, ChangeUserDto)).toEqual([`code damaged_code: ${message}`]);
  });

  it('must have a plausible date of birth, and the error says the range', async () => {
    const year = new Date().getUTCFullYear();
    const range = `must be from 1900-01-01 to ${year - 5}-12-31.`;
    for (const dateOfBirth of ['2062-02-28', '0005-02-28', '1899-12-31', `${year - 4}-01-01`]) {
      expect(await errorsOf({ ...AN, dateOfBirth })).toEqual([`dateOfBirth out_of_range: ${range}`]);
      expect(await errorsOf({ dateOfBirth }, ChangeUserDto)).toEqual([`dateOfBirth out_of_range: ${range}`]);
    }
    for (const dateOfBirth of ['1900-01-01', `${year - 5}-12-31`, '2005-02-28']) expect(await errorsOf({ ...AN, dateOfBirth })).toEqual([]);
    expect(await errorsOf({ ...AN, dateOfBirth: '2005-02-30' })).toEqual([expect.stringContaining('invalid_date')]);
    expect(await errorsOf({ dateOfBirth: null }, ChangeUserDto)).toEqual([]);
  });

  it('have one ordinary space between words', async () => {
    const names = await invited({ givenName: '\u00a0Văn \u200b  An\ufeff', familyName: 'Nguy\u200bễn', department: 'Toán\u3000\u00a0Tin' });
    expect(names).toMatchObject({ givenName: 'Văn An', familyName: 'Nguyễn', department: 'Toán Tin' });
    expect(await invited({ givenName: 'می\u200cخواهم' })).toMatchObject({ givenName: 'می\u200cخواهم' });
    expect(await errorsOf({ ...AN, department: '\u00a0\u200b' })).toEqual([expect.stringContaining('too_short')]);
  });

  it.each(['', ' ', '\u00a0\u200b'])('have an empty name if one is blank: %j', async (blank) => {
    expect(await invited({ givenName: blank })).toMatchObject({ givenName: '', familyName: 'Nguyễn' });
    expect(await invited({ familyName: blank })).toMatchObject({ givenName: 'An', familyName: '' });
    const change: unknown = await validationPipe().transform({ givenName: blank }, { type: 'body', metatype: ChangeUserDto });
    expect(change).toMatchObject({ givenName: '' });
  });

  it.each([[{}], [{ givenName: '' }], [{ familyName: ' ' }], [{ givenName: '\u200b', familyName: '' }]])(
    'have one name or more, and the error says so: %j',
    async (names) => {
      const { givenName: _given, familyName: _family, ...others } = AN;
      const message = 'givenName required: is required, because a person needs a given name or a family name.';
      expect(await errorsOf({ ...others, ...names })).toEqual([message]);
    },
  );

  it.each([
    [{ givenName: null }, 'givenName not_text'],
    [{ familyName: null }, 'familyName not_text'],
    [{ givenName: 7, familyName: '' }, 'givenName not_text'],
    [{ givenName: undefined, familyName: [] }, 'familyName not_text'],
    [{ givenName: '\u115f' }, 'givenName blank'],
    [{ givenName: 'x'.repeat(51), familyName: '' }, 'givenName too_long'],
    [{ givenName: undefined, familyName: '\n' }, 'givenName required'],
    [{ givenName: undefined, familyName: 'a\nb' }, 'familyName control_characters'],
  ])('have only names that are valid: %j', async (names, error) => {
    expect(await errorsOf({ ...AN, ...names })).toEqual([expect.stringMatching(`^${error}: `)]);
  });
});

describe('a name in the wrong encoding', () => {
  const message = (right: string) =>
    `looks like a wrong reading of "${right}". Save the file as "CSV UTF-8", or type the name again. If it is right, add allowUnusualNames=true.`;

  it.each([
    ['Nguyá»…n', 'Nguyễn'],
    ['HÃ\u00a0', 'Hà'],
    ['GarcÃ\u00ada', 'García'],
    ['Nguyá»\u0085n', 'Nguyễn'],
  ])('is an error that says what it probably is: %j', async (name, right) => {
    expect(await importedNames(name)).toEqual([
      { field: 'givenName', code: 'misread_text', message: message(right), params: { case: 'guess', guess: right } },
    ]);
  });

  it('names both fields', async () => {
    const person = await invited({ givenName: 'TÃ¢m', familyName: 'Nguyá»…n' });
    expect(() => withReadableNames(person)).toThrow(
      expect.objectContaining({
        details: { errors: [expect.objectContaining({ field: 'givenName' }), expect.objectContaining({ field: 'familyName' })] },
      }),
    );
  });

  it('is accepted, with ordinary spaces, if the request allows it', async () => {
    expect(await importedNames('Å\u00a0\u00a0koda', true)).toBe('Å koda');
    expect(await importedNames('Nguyá»…n', true)).toBe('Nguyá»…n');
    expect(await importedNames('Nguyá»\u0085n', true)).toMatchObject([{ code: 'misread_text' }]);
  });
});

describe('a name of any characters', () => {
  const parts = fc.constantFrom(
    'Nguyễn',
    'An',
    ' ',
    '\u00a0',
    '\u200b',
    '\u200d',
    '\ufeff',
    'می\u200cخ',
    'e\u0302',
    '=',
    '+',
    "'",
    'Ã',
    '¡',
    '»',
    '…',
    '#',
  );
  const name = fc.oneof(
    fc.array(parts, { minLength: 1, maxLength: 8 }).map((each) => each.join('')),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
  );

  it('comes back from a file as it was accepted, with and without unusual names', async () => {
    const columns = Object.keys(AN);
    await fc.assert(
      fc.asyncProperty(name, fc.boolean(), async (givenName, allowUnusualNames) => {
        const {
          rows: [sent],
        } = await readPeople({ users: [{ ...AN, givenName }] }, { allowUnusualNames });
        fc.pre(sent!.invitation !== undefined);
        const file = await writeCsv(columns, [Object.values({ ...AN, givenName: sent!.invitation.givenName })]);
        const {
          rows: [read],
        } = await readPeople(new SpreadsheetFile(Buffer.from(file)), { allowUnusualNames });
        expect(read!.invitation).toEqual(sent!.invitation);
      }),
    );
  });
});
