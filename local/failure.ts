import { InvalidConfig } from '../src/config/config.js';
import { DamagedData } from './damaged-data.js';
import { FolderInUse } from './folder.js';
import { PortInUse } from './loopback.js';

/** An error at start in one line, with what to do about it. Unexpected errors have their stack. */
export function formatStartError(error: unknown): string {
  if (error instanceof PortInUse)
    return `Port ${error.port} is in use. Choose another port: "npm start -- --port ${error.port < 60_000 ? error.port + 1000 : 3000}".`;
  if (error instanceof DamagedData)
    return `The data in .local/ cannot be read (${error.message}). To delete it and start over: "npm start -- --fresh".`;
  if (error instanceof InvalidConfig || error instanceof FolderInUse || error instanceof RangeError) return error.message;
  if (isUnknownOption(error)) return `${error.message.split('.')[0]}. The options are --port NUMBER, --fresh and --help.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function isUnknownOption(error: unknown): error is Error {
  return error instanceof TypeError && String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');
}
