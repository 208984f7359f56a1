import type { ValidationFailed } from '../../core/errors/errors.js';
import { SpreadsheetFile } from '../../http/spreadsheets/spreadsheet-file.js';
import type { PersonFileOptions } from './person-file.js';
import { readPeople } from './people-body.js';

interface Options extends PersonFileOptions {
  readonly map?: Record<string, string | null>;
}

const read = (text: string | Buffer, options?: Options) => readPeople(new SpreadsheetFile(Buffer.from(text)), options);
const peopleOf = async (text: string | Buffer, options?: Options) =>
  (await read(text, options)).rows.map(({ invitation, refusal }) => invitation ?? (refusal as ValidationFailed).details.errors);

const AN = { email: 'an@example.edu', role: 'STUDENT', code: '20230001', givenName: 'An', familyName: 'Nguyễn Văn' };
const ROLE = { role: 'STUDENT' } as const;

describe('a file of people', () => {
  it.each<[string, string | Buffer, Options | undefined]>([
    [
      'Canvas',
      'user_id,integration_id,login_id,password,first_name,last_name,full_name,sortable_name,short_name,email,status\n20230001,,an,,An,Nguyễn Văn,An Nguyễn Văn,"Nguyễn Văn, An",An,an@example.edu,active\n',
      ROLE,
    ],
    ['Moodle', 'username,firstname,lastname,email,idnumber,course1\nan,An,Nguyễn Văn,an@example.edu,20230001,MATH\n', ROLE],
    [
      'OneRoster',
      '"sourcedId","status","dateLastModified","enabledUser","orgSourcedIds","role","username","userIds","givenName","familyName","middleName","identifier","email"\n"u1","active","2026-01-01","true","o1","student","an","","An","Nguyễn Văn","","20230001","an@example.edu"\n',
      undefined,
    ],
    [
      'Blackboard',
      'External Person Key,User ID,First Name,Last Name,Email\n20230001,an,An,Nguyễn Văn,an@example.edu\n',
      { ...ROLE, map: { 'User ID': null } },
    ],
    [
      'Brightspace',
      'OrgDefinedId,Username,Last Name,First Name,Email,End-of-Line Indicator\n#20230001,#an,Nguyễn Văn,An,an@example.edu,#\n',
      ROLE,
    ],
    [
      'Google Workspace',
      'First Name [Required],Last Name [Required],Email Address [Required],Employee ID\nAn,Nguyễn Văn,an@example.edu,20230001\n',
      { ...ROLE, map: { 'First Name [Required]': 'givenName', 'Last Name [Required]': 'familyName', 'Email Address [Required]': 'email' } },
    ],
    ['PowerSchool', 'Student_Number\tLast_Name\tFirst_Name\tStudent_Email\n20230001\tNguyễn Văn\tAn\tan@example.edu\n', ROLE],
    ['Gradescope', 'First Name,Last Name,SID,Email,Role\nAn,Nguyễn Văn,20230001,an@example.edu,Student\n', undefined],
    [
      'a Vietnamese class list',
      'TRƯỜNG ĐẠI HỌC X,,,,\nDANH SÁCH LỚP K65,,,,\n,,,,\nSTT,MSSV,Họ và tên,Ngày sinh,Email\n1,20230001,Nguyễn Văn An,2005/2/28,an@example.edu\n',
      { ...ROLE, divideName: 'given-last', map: { 'Ngày sinh': null } },
    ],
    ['German Excel', 'Matrikelnummer;Nachname;Vorname;E-Mail;Rolle\r\n20230001;Nguyễn Văn;An;an@example.edu;student\r\n', undefined],
    ['French Excel', 'sep=;\r\nN° étudiant;Nom;Prénom;Adresse e-mail\r\n20230001;Nguyễn Văn;An;an@example.edu\r\n', ROLE],
    [
      'Excel as Unicode text',
      Buffer.from('\uFEFFStudent ID\tSurname\tFirst name\tE-mail\r\n20230001\tNguyễn Văn\tAn\tan@example.edu\r\n', 'utf16le'),
      ROLE,
    ],
  ])('of %s is understood', async (_product, text, options) => {
    expect(await peopleOf(text, options)).toEqual([expect.objectContaining(AN)]);
  });

  it('has columns that are ignored, which the answer names', async () => {
    const { ignoredColumns } = await read('email,Notes,role,code,givenName,familyName,,"a ""b"""\nan@example.edu,,student,1,An,Le,,\n');
    expect(ignoredColumns).toEqual(['Notes', 'column 7', 'a "b"']);
  });

  it('finds a column by its key before any other name of it', async () => {
    const text = 'Student ID,code,email,role,givenName,familyName\nold-1,20230001,an@example.edu,student,An,Nguyễn Văn\n';
    expect(await read(text)).toMatchObject({ rows: [{ invitation: AN }], ignoredColumns: ['Student ID'] });
  });

  it.each<[string, Options, object]>([
    ['email,role,Student ID,SIS User ID,First name,Last name', {}, { field: 'code', code: 'repeated_column' }],
    ['email,role,code,First name', {}, { field: 'familyName', code: 'missing_column' }],
    ['email,code,First name,Last name', {}, { field: 'role', code: 'missing_column' }],
    ['email,role,code,First name,Last name', { map: { Nickname: null } }, { field: 'map', code: 'column_map' }],
    ['email,role,code,First name,Last name', { map: { 'Last name': 'surname' } }, { field: 'map', code: 'column_map' }],
  ])('with the header %s and %j is refused as a whole', async (header, options, error) => {
    await expect(read(`${header}\n`, options)).rejects.toMatchObject({ details: { errors: [error] } });
  });

  it.each<[string, Options, [string, string] | string]>([
    ['Nguyễn Văn An', { divideName: 'given-last' }, ['Nguyễn Văn', 'An']],
    ['Nguyễn  Văn An', { divideName: 'family-first' }, ['Nguyễn', 'Văn An']],
    ['Anna Maria Kowalska', { divideName: 'family-last' }, ['Kowalska', 'Anna Maria']],
    ['"Kowalska, Anna Maria"', {}, ['Kowalska', 'Anna Maria']],
    ['"Kowalska, Anna Maria"', { divideName: 'family-first' }, ['Kowalska', 'Anna Maria']],
    ['Anna Kowalska', {}, 'name_division'],
    ['Sukarno', {}, ['', 'Sukarno']],
    ['Sukarno', { divideName: 'family-first' }, ['', 'Sukarno']],
    ['" Sukarno "', { divideName: 'family-last' }, ['', 'Sukarno']],
    ['", Win Myint"', {}, ['', 'Win Myint']],
    ['"Win Myint, "', { divideName: 'given-last' }, ['Win Myint', '']],
  ])('with the full name %s and %j', async (name, options, expected) => {
    const [person] = await peopleOf(`email,code,role,Full name\nan@example.edu,20230001,Student,${name}\n`, options);
    if (typeof expected === 'string') expect(person).toMatchObject([{ field: 'fullName', code: expected }]);
    else expect(person).toMatchObject({ familyName: expected[0], givenName: expected[1] });
  });

  it.each([',', '" , "', ''])('has no name in the full name %s', async (name) => {
    const text = `email,code,role,Full name\nan@example.edu,20230001,Student,${name === ',' ? '","' : name}\n`;
    expect(await peopleOf(text)).toEqual([[expect.objectContaining({ field: 'givenName', code: 'required' })]]);
  });

  it.each<[string, Options, [string, string] | string]>([
    ['An,Nguyễn,An Nguyễn', {}, ['Nguyễn', 'An']],
    ['Sukarno,,Sukarno', {}, ['', 'Sukarno']],
    [',Sukarno,Sukarno', { divideName: 'given-last' }, ['Sukarno', '']],
    ['Win Myint,,WIN MYINT', { divideName: 'family-first' }, ['', 'Win Myint']],
    [',,Sukarno', {}, ['', 'Sukarno']],
    [',,"Nguyễn, An"', {}, ['Nguyễn', 'An']],
    ['An,,Nguyễn Văn An', { divideName: 'given-last' }, ['Nguyễn Văn', 'An']],
    ['An,,', {}, ['', 'An']],
    ['An,,Nguyễn', {}, 'name_division'],
    [',Nguyễn,An', { divideName: 'family-first' }, 'name_division'],
    ['An,,Nguyễn Văn An', {}, 'name_division'],
  ])('with the given name, family name and full name %s and %j', async (names, options, expected) => {
    const [person] = await peopleOf(`email,code,role,givenName,familyName,fullName\nan@example.edu,1,Student,${names}\n`, options);
    if (typeof expected === 'string') expect(person).toMatchObject([{ field: 'fullName', code: expected }]);
    else expect(person).toMatchObject({ familyName: expected[0], givenName: expected[1] });
  });

  it.each<[string, Options, string]>([
    ['2005-02-28', {}, '2005-02-28'],
    ['2005/2/28', {}, '2005-02-28'],
    ['2005-2-8', {}, '2005-02-08'],
    ['2005-02-28 00:00:00', {}, '2005-02-28'],
    ['2005-02-28T00:00:00Z', {}, '2005-02-28'],
    ['28.2.2005', { dateFormat: 'DD/MM/YYYY' }, '2005-02-28'],
    ['02/28/2005', { dateFormat: 'MM/DD/YYYY' }, '2005-02-28'],
    ['28/02/2005', {}, 'date_format'],
    ['3/4/2005', {}, 'date_format'],
    ['28/02/2005', { dateFormat: 'MM/DD/YYYY' }, 'invalid_date'],
    ['28/02/05', { dateFormat: 'DD/MM/YYYY' }, 'invalid_date'],
    ['31.2.2005', { dateFormat: 'DD/MM/YYYY' }, 'invalid_date'],
  ])('with the date of birth %s and %j', async (date, options, expected) => {
    const [person] = await peopleOf(`email,role,code,givenName,familyName,DOB\nan@example.edu,student,1,An,Le,${date}\n`, options);
    if (expected.startsWith('2005')) expect(person).toMatchObject({ dateOfBirth: expected });
    else expect(person).toEqual(expect.arrayContaining([expect.objectContaining({ field: 'dateOfBirth', code: expected })]));
  });

  it.each([
    ['student', 'STUDENT'],
    ['Sinh viên', 'STUDENT'],
    ['TEACHER', 'LECTURER'],
    ['Giảng viên', 'LECTURER'],
    ['Admin', 'ADMIN'],
  ])('with the role %s', async (role, expected) => {
    expect(await peopleOf(`email,role,code,givenName,familyName\nan@example.edu,${role},1,An,Le\n`)).toMatchObject([{ role: expected }]);
  });

  it.each(['Administrator', 'Observer', 'Owner'])('gives no role for %s', async (role) => {
    const people = await peopleOf(`email,role,code,givenName,familyName\nan@example.edu,${role},1,An,Le\n`, ROLE);
    expect(people).toEqual([[expect.objectContaining({ field: 'role' })]]);
  });
});
