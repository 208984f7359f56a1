import { parseArgs } from 'node:util';
import { Failure } from '../failure.js';

export interface Options {
  readonly file: string;
  /** Where the school is, e.g. `https://school.example`. */
  readonly url: string;
  readonly dryRun: boolean;
}

const USAGE = 'Usage: npm run import-users -- --file people.csv --url https://school.example [--dry-run]';

/** @throws Failure in one line */
export function readOptions(args: string[]): Options {
  const { file, url, 'dry-run': dryRun } = parsed(args);
  if (!file || !url) throw new Failure(`${file ? '--url' : '--file'} is missing. ${USAGE}`);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw new Failure(`--url takes an http or https URL. ${USAGE}`);
  return { file, url, dryRun };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      options: { file: { type: 'string' }, url: { type: 'string' }, 'dry-run': { type: 'boolean', default: false } },
    }).values;
  } catch (error) {
    throw new Failure(`${(error as Error).message.split('\n')[0]!.split('. ')[0]!}. ${USAGE}`);
  }
}
