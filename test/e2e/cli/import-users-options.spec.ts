import { Failure } from '../../../scripts/failure.js';
import { readOptions } from '../../../scripts/import-users/options.js';

describe('options of npm run import-users', () => {
  it('check names and change people, unless they say otherwise', () => {
    const required = ['--file', 'people.csv', '--url', 'https://school.example'];
    const given = { file: 'people.csv', url: 'https://school.example' };
    const usual = { ...given, mode: 'add', enable: false };
    expect(readOptions(required)).toEqual({ ...usual, dryRun: false, allowUnusualNames: false });
    expect(readOptions([...required, '--dry-run', '--allow-unusual-names'])).toEqual({ ...usual, dryRun: true, allowUnusualNames: true });
    expect(readOptions([...required, '--mode', 'update', '--enable'])).toMatchObject({ mode: 'update', enable: true });
  });

  it.each([
    ['no file', ['--url', 'http://127.0.0.1:1'], '--file is required.'],
    ['no school', ['--file', 'people.csv'], '--url is required.'],
    ['no URL', ['--file', 'people.csv', '--url', 'school'], '--url must be an http or https URL.'],
    ['another mode', ['--file', 'a.csv', '--url', 'http://a.example', '--mode', 'replace'], '--mode must be add or update.'],
    ['--enable alone', ['--file', 'a.csv', '--url', 'http://a.example', '--enable'], '--enable needs --mode update.'],
    ['an option it does not know', ['--fil', 'x'], "Unknown option '--fil'."],
  ])('are refused in one line with %s', (_what, args, words) => {
    const usage =
      'Usage: npm run import-users -- --file people.csv --url https://school.example [--mode update [--enable]] [--dry-run] [--allow-unusual-names]';
    expect(() => readOptions(args)).toThrow(new Failure(`${words} ${usage}`));
  });
});
