import { DomainError } from '../src/core/errors/domain-error.js';
import { InvalidConfig } from '../src/config/config.js';

/** Ends the script with one line that says why. */
export class Failure extends Error {}

/** Ends the script well, with one line that says how it is called. */
export class Help extends Failure {}

/** Runs a script: what can be expected to go wrong is told in its own words, anything else with its stack; the process ends with 1 for either. */
export function run(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    if (error instanceof Help) return void process.stdout.write(`${error.message}\n`);
    process.stderr.write(`${wordsOf(error)}\n`);
    process.exitCode = 1;
  });
}

function wordsOf(error: unknown): string {
  if (error instanceof Failure || error instanceof DomainError || error instanceof InvalidConfig) return error.message;
  // What AWS refuses (a missing permission, a stack that is busy) is nothing that the stack of this script explains.
  const { $fault, name, message, stack } = error as Error & { $fault?: unknown };
  return $fault ? `AWS refuses: ${message} (${name})` : String(stack);
}
