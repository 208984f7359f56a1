import { DomainError } from '../src/common/domain-error.js';
import { InvalidConfig } from '../src/config.js';

/** Ends the script with one line that says why. */
export class Failure extends Error {}

/** Runs a script: what can be expected to go wrong is told in its own words, anything else with its stack; the process ends with 1 for either. */
export function run(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    const isExpected = error instanceof Failure || error instanceof DomainError || error instanceof InvalidConfig;
    process.stderr.write(`${isExpected ? error.message : String((error as Error).stack)}\n`);
    process.exitCode = 1;
  });
}
