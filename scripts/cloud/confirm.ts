import { createInterface } from 'node:readline';
import { Failure } from '../failure.js';

/** Asks the user to type a name, to prevent accidental removal. @throws Failure for any other answer, or none */
export async function confirm(question: string, name: string, input: NodeJS.ReadableStream = process.stdin): Promise<void> {
  const terminal = createInterface({ input, output: process.stdout, prompt: question });
  const answer = await new Promise<string>((resolve) => {
    terminal.once('line', resolve);
    // Without a terminal, or after Ctrl-C, no line ever comes, and the process would end successfully.
    terminal.once('close', () => resolve(''));
    terminal.prompt();
  });
  terminal.close();
  if (!answer) process.stdout.write('\n');
  if (answer.trim() !== name) throw new Failure('Nothing was removed.');
}
