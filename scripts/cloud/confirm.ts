import { createInterface } from 'node:readline';
import { Failure } from '../failure.js';

/** Lets somebody type a name, so that nobody loses by a slip what it stands for. No answer is one, too. @throws Failure */
export async function confirm(question: string, name: string, input: NodeJS.ReadableStream = process.stdin): Promise<void> {
  const terminal = createInterface({ input, output: process.stdout, prompt: question });
  const answer = await new Promise<string>((resolve) => {
    terminal.once('line', resolve);
    // Without anybody to ask, or with Ctrl-C, there never is a line, and the process would end as if all were well.
    terminal.once('close', () => resolve(''));
    terminal.prompt();
  });
  terminal.close();
  if (!answer) process.stdout.write('\n');
  if (answer.trim() !== name) throw new Failure('Nothing was removed.');
}
