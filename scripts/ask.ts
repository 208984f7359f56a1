import { createInterface } from 'node:readline';

/** Asks a question on the terminal. @returns the answer without blanks around it; empty without a terminal, or after Ctrl-C */
export async function ask(question: string, input: NodeJS.ReadableStream = process.stdin): Promise<string> {
  const terminal = createInterface({ input, output: process.stdout, prompt: question });
  const answer = await new Promise<string>((resolve) => {
    terminal.once('line', resolve);
    // Then no line ever comes, and the process would end successfully.
    terminal.once('close', () => resolve(''));
    terminal.prompt();
  });
  terminal.close();
  if (!answer) process.stdout.write('\n');
  return answer.trim();
}
