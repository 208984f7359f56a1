import { ask } from '../ask.js';
import { Failure } from '../failure.js';

/** Asks the user to type a name, to prevent accidental removal. @throws Failure for any other answer, or none */
export async function confirm(question: string, name: string, input: NodeJS.ReadableStream = process.stdin): Promise<void> {
  if ((await ask(question, input)) !== name) throw new Failure('Nothing was removed.');
}
