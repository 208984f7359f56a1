import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { Failure } from '../failure.js';

const ARTIFACT = 'dist/lambda';

/** What the function says of the compiled code it was shipped with; `data` is its own, gzip in base64, if it could not use that. */
type Answer = { readonly accepted: true } | { readonly accepted: false; readonly name: string; readonly data: string };

/**
 * Asks a function that was just deployed for the compiled code of its own Node.js, architecture and flags, and puts it into the folder that is deployed.
 * @returns whether that changed anything, so that it is to be deployed again
 */
export async function adoptCodeCache(client: LambdaClient, FunctionName: string, artifact = ARTIFACT): Promise<boolean> {
  const { Payload, FunctionError } = await client.send(
    new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify({ task: 'code-cache' })) }),
  );
  const text = Buffer.from(Payload ?? []).toString('utf8');
  if (FunctionError) throw new Failure(`The function does not start: ${text}`);
  const answer = JSON.parse(text) as Answer;
  if (!answer.accepted) writeFileSync(join(artifact, basename(answer.name)), gunzipSync(Buffer.from(answer.data, 'base64')));
  return !answer.accepted;
}
