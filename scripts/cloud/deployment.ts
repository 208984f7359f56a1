import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { Failure } from '../failure.js';
import { findStack, type Outputs, outputsOf, readOutputs, stackName } from './account.js';
import { adoptCodeCache } from './code-cache.js';
import { deployEdge } from './edge.js';
import type { Target } from './options.js';
import { osls, runProgram } from './osls.js';
import { type Parameters, parametersOf } from './parameters.js';
import { buildSite, invalidateSite, uploadSite } from './site.js';

/** Parameters that turn off deletion protection of tables and user pool. */
export const UNPROTECTED: Parameters = { isProtected: 'false', deletionProtection: 'INACTIVE' };

const MAX_ATTEMPTS = 10;
const READY_PAUSE_MS = 3_000;

/**
 * Creates a stage or updates it to this checkout. After a failure, run it again.
 * @param overrides parameters for this deployment; the active origin secret stays the same unless it is among them
 * @throws Failure
 */
export async function deploy(target: Target, overrides: Parameters): Promise<Outputs> {
  const parameters = parametersOf(target.stage, overrides);
  const before = await findStack(target.region, stackName(target));
  const { OriginSlot, TablePrefix } = outputsOf(before);
  const originSlot = overrides.originSlot ?? OriginSlot;
  // Build first: if that fails, nothing has changed.
  await runProgram('npm', ['run', 'build:lambda']);
  const all = { ...overrides, ...(originSlot && { originSlot }), ...(await deployEdge(target, parameters)) };

  // A new stage starts unprotected. Otherwise its tables would stay after a failed deployment and block the next one.
  const isNew = TablePrefix === undefined;
  await osls(['deploy'], target, isNew ? { ...all, ...UNPROTECTED } : all);
  const outputs = await readOutputs(target);
  const hasAdopted = await adoptCodeCache(new LambdaClient({ region: target.region }), outputs.FunctionName);
  if (hasAdopted || isNew) await osls(['deploy'], target, all);
  await uploadSite(new S3Client({ region: target.region }), outputs.SiteBucket, buildSite());
  await invalidateSite(outputs.DistributionId);
  await assertReady(outputs.SiteUrl);
  return outputs;
}

/** Waits until the site is ready: a new distribution takes a while to reach all edges. @throws Failure */
async function assertReady(siteUrl: string): Promise<void> {
  let last = '';
  for (let tries = 0; tries < MAX_ATTEMPTS; tries += 1) {
    if (tries > 0) await new Promise((resume) => setTimeout(resume, READY_PAUSE_MS));
    try {
      const { ok, status } = await fetch(`${siteUrl}/health/ready`);
      if (ok) return;
      last = String(status);
    } catch (error) {
      last = String((error as Error).cause ?? error);
    }
  }
  throw new Failure(`The deployment succeeded, but ${siteUrl}/health/ready answers ${last}. To find out why: npm run doctor`);
}
