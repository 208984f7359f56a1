import { PERSON_COLUMN_NAMES } from '../core/text/person-column-names.js';
import { importColumnNames } from './import-column-names.js';

const parse = (people: object) => importColumnNames(JSON.stringify({ people }));

describe('importColumnNames', () => {
  it('adds the names of the school to those that are understood anyway', () => {
    const names = parse({ code: ['Kennziffer'], department: ['Institut', 'Lehrstuhl'] });
    expect(names).toEqual({
      ...PERSON_COLUMN_NAMES,
      code: [...PERSON_COLUMN_NAMES.code, 'Kennziffer'],
      department: [...PERSON_COLUMN_NAMES.department, 'Institut', 'Lehrstuhl'],
    });
    expect(PERSON_COLUMN_NAMES.code).not.toContain('Kennziffer');
  });

  it('accepts a name that means the same column already', () => {
    expect(() => parse({ code: ['Matrikelnummer', 'CODE'], fullName: ['full name'] })).not.toThrow();
  });

  it.each([
    [{ kennung: ['Kennziffer'] }, 'has the column "kennung", which is none of email, role, code, givenName'],
    [{ toString: ['Kennziffer'] }, 'has the column "toString"'],
    [{ code: ['Nachname'] }, 'has the name "Nachname" of code, which already means familyName'],
    [{ code: ['E-MAIL'] }, 'has the name "E-MAIL" of code, which already means email'],
    [{ phone: ['Given  name'] }, 'which already means givenName'],
    [{ code: ['Version'] }, 'which already means version'],
    [{ code: ['Row seen'] }, 'which already means row.seen'],
    [{ code: ['ID'] }, 'which already means id'],
    [{ code: ['Kürzel'], phone: ['kurzel'] }, 'has the name "kurzel" of phone, which is the same as "Kürzel" of code'],
    [{ code: ['Kenn-Ziffer', 'kenn ziffer'] }, 'has the name "kenn ziffer" of code, which is the same as "Kenn-Ziffer" of code'],
    [{ code: ['–'] }, 'has the name "–" of code, which has no letter or digit'],
    [{ code: [''] }, 'has no letter or digit'],
  ])('refuses %j', (people, message) => {
    expect(() => parse(people)).toThrow(message);
  });

  it('names everything that is wrong', () => {
    expect(() => parse({ kennung: ['x'], code: ['Nachname'] })).toThrow(/"kennung".*; .*"Nachname"/);
  });

  it.each([
    'code=Kennziffer',
    '[]',
    'null',
    '{}',
    '{"people":[]}',
    '{"people":{"code":"Kennziffer"}}',
    '{"people":{"code":[]}}',
    '{"people":{"code":[1]}}',
    `{"people":{"code":["${'x'.repeat(101)}"]}}`,
    '{"people":{},"marks":{}}',
  ])('refuses %s, and shows the form', (text) => {
    expect(() => importColumnNames(text)).toThrow('must be JSON such as {"people":{"code":["Kennziffer"]}}');
  });
});
