import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { Failure } from '../failure.js';

const ARTIFACT = 'dist/lambda';

/** What the function says of the compiled code it was shipped with; `data` is its own, in base64, if it could not use that. */
type Answer = { readonly accepted: true } | { readonly accepted: false; readonly name: string; readonly data: string };

/**
 * Asks a function that was just deployed for the compiled code of its own Node.js, architecture and flags, and puts it into the folder that is deployed.
 * @returns whether that changed anything, so that it is to be deployed again
 */
export async function adoptCodeCache(region: string, FunctionName: string): Promise<boolean> {
  const { Payload, FunctionError } = await new LambdaClient({ region }).send(
    new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify({ task: 'code-cache' })) }),
  );
  const text = Buffer.from(Payload ?? []).toString('utf8');
  if (FunctionError) throw new Failure(`The function does not start: ${text}`);
  const answer = JSON.parse(text) as Answer;
  if (!answer.accepted) writeFileSync(join(ARTIFACT, basename(answer.name)), Buffer.from(answer.data, 'base64'));
  return !answer.accepted;
}
