import { formatUsage, parseOptions, usageError } from '../failure.js';

export interface Options {
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
}

const USAGE = formatUsage(
  'import-users -- --file people.csv --url https://school.example [--mode update [--enable]] [--dry-run] [--allow-unusual-names]',
  `Imports users from a file. If it is interrupted, run the same command again.
Sign in as an admin with the variables SCHOOL_EMAIL and SCHOOL_PASSWORD, or with ACCESS_TOKEN. Asks for the code of an authenticator app.`,
  {
    '--file FILE': 'the file; the result of each person goes to a file beside it',
    '--url URL': 'the address of the school',
    '--mode update': 'also give people who exist the details of the file',
    '--enable': 'with --mode update: enable people who are disabled',
    '--dry-run': 'check everything and change nothing',
    '--allow-unusual-names': 'accept names that look like text in the wrong encoding',
  },
);

const OPTIONS = {
  file: { type: 'string' },
  url: { type: 'string' },
  mode: { type: 'string', default: 'add' },
  enable: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
  'allow-unusual-names': { type: 'boolean', default: false },
} as const;

/** @throws Failure if the options are not valid, Help for `--help` */
export function readOptions(args: string[]): Options {
  const { file, url, mode, enable, 'dry-run': dryRun, 'allow-unusual-names': allowUnusualNames } = parseOptions(args, OPTIONS, USAGE);
  if (!file || !url) throw usageError(`${file ? '--url' : '--file'} is required.`, USAGE);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw usageError('--url must be an http or https URL.', USAGE);
  if (mode !== 'add' && mode !== 'update') throw usageError('--mode must be add or update.', USAGE);
  if (enable && mode !== 'update') throw usageError('--enable needs --mode update.', USAGE);
  return { file, url, mode, enable, dryRun, allowUnusualNames };
}
