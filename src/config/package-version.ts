import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Set by the bundler of the function, which ships no `package.json`. */
declare const BUNDLED_VERSION: string | undefined;

/** The version in the `package.json` of the folder that the app was started in. */
export function packageVersion(): string {
  if (typeof BUNDLED_VERSION === 'string') return BUNDLED_VERSION;
  try {
    return (JSON.parse(readFileSync(join(process.cwd(), 'package.json'), 'utf8')) as { version: string }).version;
  } catch {
    return 'unknown';
  }
}
