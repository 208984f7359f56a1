import { InvalidConfig } from '../src/config/config.js';
import { DamagedData } from './damaged-data.js';
import { FolderInUse } from './folder.js';
import { PortInUse } from './loopback.js';

/** What went wrong at start, and what to do about it: one line where we know, the stack where we do not. */
export function explain(error: unknown): string {
  if (error instanceof PortInUse)
    return `Port ${error.port} is in use: choose another with "npm start -- --port ${error.port < 60_000 ? error.port + 1000 : 3000}".`;
  if (error instanceof DamagedData) return `The data in .local/ cannot be read (${error.message}): begin anew with "npm start -- --fresh".`;
  if (error instanceof InvalidConfig || error instanceof FolderInUse || error instanceof RangeError) return error.message;
  if (isUnknownOption(error)) return `${error.message.split('.')[0]}. Known are --port NUMBER and --fresh.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function isUnknownOption(error: unknown): error is Error {
  return error instanceof TypeError && String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');
}
