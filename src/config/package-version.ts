import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version in `package.json`, looked for where the app was started. In a bundle it is written down instead. */
export function packageVersion(): string {
  try {
    return (JSON.parse(readFileSync(join(process.cwd(), 'package.json'), 'utf8')) as { version: string }).version;
  } catch {
    return 'unknown';
  }
}
