import { UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../failure.js';
import { type Outputs, outputsOf, readOutputs } from './account.js';
import { buildSite } from './build-site.js';
import { type CloudFormationStack, mainStack } from './cloudformation-stack.js';
import { adoptCodeCache, LIVE, makeCodeCache } from './code-cache.js';
import { deployEdge, edgeStack, trimEdge } from './edge.js';
import { withLock } from '../lock.js';
import type { Target } from './options.js';
import { osls, runProgram } from './osls.js';
import { type Parameters, parametersOf } from './parameters.js';
import { emptyUnusedBuckets } from './removal.js';
import { invalidatePaths, uploadSite } from './site.js';
import { explainFailure } from './stack-failures.js';

/** Parameters that turn off deletion protection of tables and user pool. */
export const UNPROTECTED: Parameters = { isProtected: 'false', deletionProtection: 'INACTIVE' };

const MAX_ATTEMPTS = 60;
const READY_PAUSE_MS = 5_000;
const WATCH_PAUSE_MS = 15_000;
/** By how much the clocks of this machine and of AWS may differ. */
const CLOCK_SKEW_MS = 60_000;

/**
 * Creates a stage or updates it to this checkout, from any state of its stacks. After a failure, run it again.
 * @param overrides parameters for this deployment; the active origin secret stays the same unless it is among them
 * @throws Failure
 */
export function deploy(target: Target, overrides: Parameters): Promise<Outputs> {
  return withLock(() => deployLocked(target, overrides));
}

async function deployLocked(target: Target, overrides: Parameters): Promise<Outputs> {
  const { region, stage } = target;
  const parameters = parametersOf(stage, overrides);
  const [stack, edge, functions, storage] = [mainStack(target), edgeStack(target), new LambdaClient({ region }), new S3Client({ region })];
  // Build first: if that fails, nothing has changed.
  await runProgram('npm', ['run', 'build:lambda']);
  const before = outputsOf(await stack.settle('deploy', () => emptyUnusedBuckets(storage, stack)));
  const originSlot = overrides.originSlot ?? before.OriginSlot;
  if (before.FunctionName !== undefined) await tryMakeCodeCache(functions, before.FunctionName);
  const all = { ...overrides, ...(originSlot && { originSlot }), ...(edge && (await deployEdge(target, parameters, edge))) };

  // A new stage starts unprotected. Otherwise its tables would stay after a failed deployment and block the next one.
  const isNew = before.TablePrefix === undefined;
  await update(stack, target, isNew ? { ...all, ...UNPROTECTED } : all);
  const outputs = await readOutputs(target);
  const hasAdopted = await adoptCodeCache(functions, outputs.FunctionName, undefined, LIVE);
  // A new stage has no users yet, so its second version need not be tried step by step.
  if (hasAdopted || (isNew && parameters.isProtected !== UNPROTECTED.isProtected))
    await update(stack, target, isNew ? { canary: 'off', ...all } : all);
  if (edge) await trimEdge(target, parameters, edge);
  await protect(stack, parameters.isProtected === 'true');
  const site = buildSite({ securityContact: parameters.securityContact, siteUrl: outputs.SiteUrl });
  await uploadSite(storage, outputs.SiteBucket, site, (paths) => invalidatePaths(outputs.DistributionId, paths));
  // The school's own domain may not lead here yet.
  await assertReady(parameters.domainName ? `https://${outputs.DistributionDomain}` : outputs.SiteUrl);
  if (parameters.domainName) await checkDomain(outputs, parameters.domainName);
  return outputs;
}

/** Without it, the stack is updated twice. That is no reason to fail. */
async function tryMakeCodeCache(functions: LambdaClient, deployed: string): Promise<void> {
  try {
    await makeCodeCache(functions, deployed);
  } catch (error) {
    process.stdout.write(`The code cache is made after the deployment, which takes longer: ${(error as Error).message}\n`);
  }
}

/** Updates the stack with the template of this checkout. Shows validation records meanwhile. @throws Failure with the reasons */
async function update(stack: CloudFormationStack, target: Target, parameters: Parameters): Promise<void> {
  const since = new Date(Date.now() - CLOCK_SKEW_MS);
  const ended = new AbortController();
  const watching = showValidationRecords(stack, since, ended.signal);
  try {
    await osls(['deploy'], target, parameters);
  } catch (error) {
    const reasons = await explainFailure(stack.client, stack.name, since).catch(() => '');
    throw error instanceof Failure ? new Failure(`${error.message}${reasons}`) : error;
  } finally {
    ended.abort();
    await watching;
  }
}

/** The framework shows no reasons of running resources, and a certificate waits for an hour or longer. */
async function showValidationRecords(stack: CloudFormationStack, since: Date, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await wait(WATCH_PAUSE_MS, undefined, { signal }).catch(() => undefined);
    // There is no stack yet, or too many requests: the next look shows them.
    if (!signal.aborted) await stack.showValidationRecords(stack.name, since).catch(() => undefined);
  }
}

/** Protects the stack itself from deletion, or no longer, as its tables. */
async function protect(stack: CloudFormationStack, EnableTerminationProtection: boolean): Promise<void> {
  if ((await stack.find())?.EnableTerminationProtection === EnableTerminationProtection) return;
  await stack.client.send(new UpdateTerminationProtectionCommand({ StackName: stack.name, EnableTerminationProtection }));
}

/** Waits until the site is ready: a new distribution takes a while to reach all edges. @throws Failure */
async function assertReady(origin: string): Promise<void> {
  let last = '';
  for (let tries = 0; tries < MAX_ATTEMPTS; tries += 1) {
    if (tries > 0) await wait(READY_PAUSE_MS);
    last = await readiness(origin);
    if (last === 'ready') return;
  }
  throw new Failure(`The deployment succeeded, but ${origin}/health/ready answers ${last}. To find out why: npm run doctor`);
}

/** Says how to go on if the school's own domain does not lead to the site yet. Only the school can change that. */
async function checkDomain({ SiteUrl, DistributionDomain }: Outputs, domainName: string): Promise<void> {
  if ((await readiness(SiteUrl)) === 'ready') return;
  process.stdout.write(
    `${SiteUrl} does not answer yet. If its zone is not in Route 53, add this record to the DNS of your domain:\n  ${domainName} CNAME ${DistributionDomain}\nThen check with: npm run doctor\n`,
  );
}

async function readiness(origin: string): Promise<string> {
  try {
    const { ok, status } = await fetch(`${origin}/health/ready`);
    return ok ? 'ready' : String(status);
  } catch (error) {
    return String((error as Error).cause ?? error);
  }
}
