import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { Failure } from '../failure.js';
import { findStack, outputsOf, readOutputs, stackName, type Outputs } from './account.js';
import { adoptCodeCache } from './code-cache.js';
import { deployEdge } from './edge.js';
import type { Target } from './options.js';
import { done, osls } from './osls.js';
import { parametersOf, type Parameters } from './parameters.js';
import { buildSite, invalidateSite, uploadSite } from './site.js';

/** What lets tables and user pool be deleted, for once. */
export const UNPROTECTED: Parameters = { isProtected: 'false', deletionProtection: 'INACTIVE' };

const READY_TRIES = 10;
const READY_PAUSE_MS = 3_000;

/**
 * Brings a stage up to date with this checkout, or makes it. Sent again after a failure, it goes on.
 * @param said parameters for once; which secret CloudFront sends stays as it is unless it is said
 * @throws Failure
 */
export async function deploy(target: Target, said: Parameters): Promise<Outputs> {
  const parameters = parametersOf(target.stage, said);
  const before = await findStack(target.region, stackName(target));
  const { OriginSlot, TablePrefix } = outputsOf(before);
  const originSlot = said.originSlot ?? OriginSlot;
  // A build that fails leaves everything as it is.
  await done('npm', ['run', 'build:lambda']);
  const all = { ...said, ...(originSlot && { originSlot }), ...(await deployEdge(target, parameters)) };

  // Protected from the start, tables of a stage that could not be made would stay, and be in the way of the next try.
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

/** A distribution that was just made takes a while to be known everywhere. @throws Failure */
async function assertReady(siteUrl: string): Promise<void> {
  let last = '';
  for (let tries = 0; tries < READY_TRIES; tries += 1) {
    if (tries > 0) await new Promise((resume) => setTimeout(resume, READY_PAUSE_MS));
    try {
      const { ok, status } = await fetch(`${siteUrl}/health/ready`);
      if (ok) return;
      last = String(status);
    } catch (error) {
      last = String((error as Error).cause ?? error);
    }
  }
  throw new Failure(`Everything is deployed, but ${siteUrl}/health/ready answers ${last}. Look with: npm run doctor`);
}
