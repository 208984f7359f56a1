import { ROLES } from '../../src/auth/actor.js';
import { InvalidValue } from '../../src/config/env-parsers.js';
import { importColumnNames } from '../../src/config/import-column-names.js';
import { fault } from '../../src/core/errors/field-error.js';
import type { PersonColumnNames } from '../../src/core/text/person-column-names.js';
import { DATE_FORMATS } from '../../src/core/time/written-date.js';
import { NAME_DIVISIONS, type PersonFileOptions } from '../../src/features/users/person-file.js';
import { type ColumnMap, isColumnMap, MAX_COLUMNS, parseColumnMap } from '../../src/http/spreadsheets/column-map.js';
import { Failure, formatUsage, parseOptions, usageError } from '../failure.js';

/** How the file is read, and what happens to its people. */
export interface Options extends PersonFileOptions {
  readonly file: string;
  /** The address of the school, e.g. `https://school.example`. */
  readonly url: string;
  /** `update` also gives people who exist the details of the file. */
  readonly mode: 'add' | 'update';
  /** Enables people who are disabled. */
  readonly enable: boolean;
  readonly dryRun: boolean;
  /** Accepts names that look like text in the wrong encoding. */
  readonly allowUnusualNames: boolean;
  readonly map?: ColumnMap;
}

const USAGE = formatUsage(
  'import-users -- --file people.csv --url https://school.example [--mode update [--enable]] [--dry-run] [options for the file]',
  `Imports users from a file. If it is interrupted, run the same command again.
Sign in as an admin with the variables SCHOOL_EMAIL and SCHOOL_PASSWORD, or with ACCESS_TOKEN. Asks for the code of an authenticator app.
The variable IMPORT_COLUMN_NAMES has the names of columns that your school adds, as the app has it.`,
  {
    '--file FILE': 'the file; the result of each person goes to a file beside it',
    '--url URL': 'the address of the school',
    '--mode update': 'also give people who exist the details of the file',
    '--enable': 'with --mode update: enable people who are disabled',
    '--dry-run': 'check everything and change nothing',
    '--role ROLE': `the role of people without one: ${ROLES.join(', ')}`,
    '--divide-name HOW': `where full names are divided: ${NAME_DIVISIONS.join(', ')}`,
    '--date-format FORMAT': `the form of dates that do not begin with the year: ${DATE_FORMATS.join(', ')}`,
    '--map JSON': 'the column for each name in the header that is not understood, e.g. {"Student no.":"code"}',
    '--allow-unusual-names': 'accept names that look like text in the wrong encoding',
  },
);

const OPTIONS = {
  file: { type: 'string' },
  url: { type: 'string' },
  mode: { type: 'string', default: 'add' },
  enable: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
  role: { type: 'string' },
  'divide-name': { type: 'string' },
  'date-format': { type: 'string' },
  map: { type: 'string' },
  'allow-unusual-names': { type: 'boolean', default: false },
} as const;

/** @throws Failure if the options or the names of columns in the environment are not valid, Help for `--help` */
export function readOptions(args: string[], environment: NodeJS.ProcessEnv = {}): Options {
  const given = parseOptions(args, OPTIONS, USAGE);
  const { file, url, mode, enable, 'dry-run': dryRun, 'allow-unusual-names': allowUnusualNames } = given;
  if (!file || !url) throw usageError(`${file ? '--url' : '--file'} is required.`, USAGE);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw usageError('--url must be an http or https URL.', USAGE);
  if (mode !== 'add' && mode !== 'update') throw usageError('--mode must be add or update.', USAGE);
  if (enable && mode !== 'update') throw usageError('--enable needs --mode update.', USAGE);
  return {
    ...{ file, url, mode, enable, dryRun, allowUnusualNames },
    role: oneOf('--role', ROLES, given.role),
    divideName: oneOf('--divide-name', NAME_DIVISIONS, given['divide-name']),
    dateFormat: oneOf('--date-format', DATE_FORMATS, given['date-format']),
    map: given.map === undefined ? undefined : parseMap(given.map),
    names: readNames(environment),
  };
}

/** @throws Failure unless the value is absent or one of these */
function oneOf<T extends string>(option: string, values: readonly T[], given: string | undefined): T | undefined {
  const value = values.find((each) => each === given);
  if (given !== undefined && value === undefined) throw usageError(`${option} must be one of ${values.join(', ')}.`, USAGE);
  return value;
}

/** @throws Failure */
function readNames({ IMPORT_COLUMN_NAMES }: NodeJS.ProcessEnv): PersonColumnNames | undefined {
  const text = IMPORT_COLUMN_NAMES?.trim();
  try {
    return text ? importColumnNames(text) : undefined;
  } catch (error) {
    throw error instanceof InvalidValue ? new Failure(`IMPORT_COLUMN_NAMES ${error.message}.`) : error;
  }
}

/** @throws Failure */
function parseMap(text: string): ColumnMap {
  const map = parseColumnMap(text);
  if (!isColumnMap(map)) throw usageError(`--map ${fault('column_map', { max: MAX_COLUMNS }).message}`, USAGE);
  return map;
}
