import { parseArgs, type ParseArgsConfig } from 'node:util';
import { InvalidConfig } from '../src/config/config.js';
import { DomainError } from '../src/core/errors/domain-error.js';

/** Ends the command with an error message of one line. */
export class Failure extends Error {}

/** Ends the command successfully with its usage. */
export class Help extends Failure {}

export type Options = NonNullable<ParseArgsConfig['options']>;
export type Values<T extends Options> = ReturnType<typeof parseArgs<{ options: T }>>['values'];

/** The text for `--help`. @param options the options with their descriptions */
export function formatUsage(command: string, summary: string, options: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ ...options, '--help': 'print this text' });
  const width = Math.max(...lines.map(([option]) => option.length));
  return [`Usage: npm run ${command}`, '', summary, '', ...lines.map(([option, text]) => `  ${option.padEnd(width)}  ${text}`)].join('\n');
}

/** An error in the command line, followed by the first line of the usage. */
export function usageError(message: string, usage: string): Failure {
  return new Failure(`${message} ${usage.split('\n')[0]}`);
}

/** @throws Failure if the options are not valid, Help for `--help` */
export function parseOptions<const T extends Options>(args: string[], options: T, usage: string): Values<T> {
  if (args.includes('--help')) throw new Help(usage);
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw usageError(`${(error as Error).message.split('\n')[0]!.split('. ')[0]!}.`, usage);
  }
}

/** Runs a command. An expected error prints its message, any other its stack; both end the process with exit code 1. */
export function run(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    if (error instanceof Help) return void process.stdout.write(`${error.message}\n`);
    process.stderr.write(`${formatError(error)}\n`);
    process.exitCode = 1;
  });
}

function formatError(error: unknown): string {
  if (error instanceof Failure || error instanceof DomainError || error instanceof InvalidConfig) return error.message;
  // For an error of AWS (a missing permission, a busy stack) the stack of this command is no help.
  const { $fault, name, message, stack } = error as Error & { $fault?: unknown };
  return $fault ? `AWS answered with an error: ${message} (${name})` : String(stack);
}
