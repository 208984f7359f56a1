import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  type LambdaClient,
  ResourceNotFoundException,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Failure } from '../failure.js';

const ARTIFACT = 'dist/lambda';
/** Seconds until a new function can be invoked. */
const TIMEOUT_S = 120;

/** The answer of the function about its code cache. `data` is a new one, as gzip in base64, if the deployed one does not fit. */
type Answer = { readonly accepted: true } | { readonly accepted: false; readonly name: string; readonly data: string };

/** The alias of the version that gets the requests, see `infra/versions.yml`. */
export const LIVE = 'live';

/**
 * Fetches the code cache that a new function made with its own Node.js, architecture and flags, and puts it into the deployment folder.
 * @param Qualifier a version or an alias of the function
 * @returns whether the code cache is new, so that the function must be deployed again
 */
export async function adoptCodeCache(
  client: LambdaClient,
  FunctionName: string,
  artifact = ARTIFACT,
  Qualifier?: string,
): Promise<boolean> {
  const Payload = Buffer.from(JSON.stringify({ task: 'code-cache' }));
  const { Payload: answered, FunctionError } = await client.send(new InvokeCommand({ FunctionName, Qualifier, Payload }));
  const text = Buffer.from(answered ?? []).toString('utf8');
  if (FunctionError) throw new Failure(`The function does not start: ${text}`);
  const answer = JSON.parse(text) as Answer;
  if (!answer.accepted) writeFileSync(join(artifact, basename(answer.name)), gunzipSync(Buffer.from(answer.data, 'base64')));
  return !answer.accepted;
}

/**
 * Makes the code cache of a new bundle before it is deployed, so that one update of the stack deploys both. A function of its own runs the bundle for a
 * moment, with the settings of the deployed function: only Lambda has its Node.js, its processors and its flags, which depend on the memory.
 */
export async function makeCodeCache(client: LambdaClient, deployed: string, artifact = ARTIFACT): Promise<void> {
  const { Role, Runtime, Architectures, MemorySize, Timeout, Handler, Environment } = await client.send(
    new GetFunctionConfigurationCommand({ FunctionName: deployed }),
  );
  const FunctionName = cacheMaker(deployed);
  // A deployment that was killed may have left it.
  await deleteCacheMaker(client, deployed);
  try {
    await client.send(
      new CreateFunctionCommand({
        ...{ FunctionName, Role, Runtime, Architectures, MemorySize, Timeout, Handler },
        Description: 'Makes the code cache during a deployment, which deletes it again',
        Environment: { Variables: Environment?.Variables },
        Code: { ZipFile: zipFolder(artifact) },
      }),
    );
    await waitUntilFunctionActiveV2({ client, maxWaitTime: TIMEOUT_S, minDelay: 1, maxDelay: 5 }, { FunctionName });
    await adoptCodeCache(client, FunctionName, artifact);
  } finally {
    await deleteCacheMaker(client, deployed);
  }
}

/** Deletes the function that makes code caches, if it exists. */
export async function deleteCacheMaker(client: LambdaClient, deployed: string): Promise<void> {
  await client.send(new DeleteFunctionCommand({ FunctionName: cacheMaker(deployed) })).catch((error: unknown) => {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  });
}

function cacheMaker(deployed: string): string {
  return `${deployed}-code-cache`;
}

/** With the paths that the deployed function has, because its handler names them. */
function zipFolder(artifact: string): Uint8Array {
  const files = readdirSync(artifact).map((name) => [`${ARTIFACT}/${name}`, readFileSync(join(artifact, name))] as const);
  return zipSync(Object.fromEntries(files));
}
