import { Failure } from '../../../scripts/failure.js';
import { readOptions } from '../../../scripts/import-users/options.js';

const REQUIRED = ['--file', 'people.csv', '--url', 'https://school.example'];

describe('options of npm run import-users', () => {
  it('check names and change people, unless they say otherwise', () => {
    const given = { file: 'people.csv', url: 'https://school.example' };
    const usual = { ...given, mode: 'add', enable: false };
    expect(readOptions(REQUIRED)).toEqual({ ...usual, dryRun: false, allowUnusualNames: false });
    expect(readOptions([...REQUIRED, '--dry-run', '--allow-unusual-names'])).toEqual({ ...usual, dryRun: true, allowUnusualNames: true });
    expect(readOptions([...REQUIRED, '--mode', 'update', '--enable'])).toMatchObject({ mode: 'update', enable: true });
  });

  it('say how the file is read', () => {
    const map = '{"Student no.":"code","Remarks":null}';
    const args = ['--role', 'LECTURER', '--divide-name', 'given-last', '--date-format', 'DD/MM/YYYY', '--map', map];
    expect(readOptions([...REQUIRED, ...args])).toMatchObject({
      ...{ role: 'LECTURER', divideName: 'given-last', dateFormat: 'DD/MM/YYYY', map: { 'Student no.': 'code', Remarks: null } },
    });
  });

  it.each([
    ['no file', ['--url', 'http://127.0.0.1:1'], '--file is required.'],
    ['no school', ['--file', 'people.csv'], '--url is required.'],
    ['no URL', ['--file', 'people.csv', '--url', 'school'], '--url must be an http or https URL.'],
    ['another mode', ['--file', 'a.csv', '--url', 'http://a.example', '--mode', 'replace'], '--mode must be add or update.'],
    ['--enable alone', ['--file', 'a.csv', '--url', 'http://a.example', '--enable'], '--enable needs --mode update.'],
    ['another role', [...REQUIRED, '--role', 'lecturer'], '--role must be one of ADMIN, LECTURER, STUDENT.'],
    ['another division', [...REQUIRED, '--divide-name', 'first'], '--divide-name must be one of family-first, family-last, given-last.'],
    ['another form', [...REQUIRED, '--date-format', 'YYYY'], '--date-format must be one of DD/MM/YYYY, MM/DD/YYYY.'],
    ['a map that is no JSON', [...REQUIRED, '--map', 'code'], '--map must be a JSON object of 1 to 100 columns by the names in the file.'],
    ['a map of numbers', [...REQUIRED, '--map', '{"a":1}'], '--map must be a JSON object of 1 to 100 columns by the names in the file.'],
    ['an option it does not know', ['--fil', 'x'], "Unknown option '--fil'."],
  ])('are refused in one line with %s', (_what, args, words) => {
    const usage =
      'Usage: npm run import-users -- --file people.csv --url https://school.example [--mode update [--enable]] [--dry-run] [options for the file]';
    expect(() => readOptions(args)).toThrow(new Failure(`${words} ${usage}`));
  });

  it('reads the names of columns that a school adds from the environment', () => {
    const args = ['--file', 'people.csv', '--url', 'https://school.example'];
    const namesOf = (code: string) => readOptions(args, { IMPORT_COLUMN_NAMES: JSON.stringify({ people: { code: [code] } }) }).names;
    expect(readOptions(args, { IMPORT_COLUMN_NAMES: '' }).names).toBeUndefined();
    expect(namesOf('Kennziffer')?.code).toContain('Kennziffer');
    expect(() => namesOf('Nachname')).toThrow('IMPORT_COLUMN_NAMES has the name "Nachname" of code, which already means familyName.');
  });
});
