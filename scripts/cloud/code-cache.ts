import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Failure } from '../failure.js';

const ARTIFACT = 'dist/lambda';

/** The answer of the function about its code cache. `data` is a new one, as gzip in base64, if the deployed one does not fit. */
type Answer = { readonly accepted: true } | { readonly accepted: false; readonly name: string; readonly data: string };

/**
 * Fetches the code cache that a new function made with its own Node.js, architecture and flags, and puts it into the deployment folder.
 * @returns whether the code cache is new, so that the function must be deployed again
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
