import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { addDays, toUtcDay } from '../../src/core/time/utc-days.js';
import type { DayReport, DigestProblem, Verification } from '../../src/features/audit/digests/verification.js';
import { LIVE } from './code-cache.js';

const HOUR_MS = 60 * 60 * 1000;
/** Hours after the end of a day within which its digest is written, also if some runs fail. */
const DUE_HOURS = 4;
/** Hours after a deployment within which the first digest of all is written. */
const FIRST_HOURS = 2;
/** The days of one request, so that their digests fit into the memory of the function. */
const MAX_DAYS = 7;
/** The most days and entries that a message names. */
const MAX_NAMES = 5;

const PROBLEMS: Readonly<Record<DigestProblem, string>> = {
  missing: 'the digest is missing',
  incomplete: 'the digest is not complete',
  forged: 'the signature of the digest is wrong',
  broken: 'the digest does not follow the one before',
  replaced: 'the digest was replaced or deleted later',
};

interface Scope {
  readonly days: number;
  readonly deployedAt: Date;
  readonly now?: Date;
}

/** Asks the function whether audit entries differ from their digests. Returns what is wrong, day by day. @throws Error if it cannot say */
export async function verifyAudit(client: LambdaClient, FunctionName: string, scope: Scope): Promise<string | undefined> {
  const now = scope.now ?? new Date();
  const last = toUtcDay(now.getTime() - (24 + DUE_HOURS) * HOUR_MS);
  const problems: string[] = [];
  for (let to = last, left = scope.days; left > 0; left -= MAX_DAYS, to = addDays(to, -MAX_DAYS)) {
    const from = addDays(to, 1 - Math.min(left, MAX_DAYS));
    for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
      const { days, isEmpty, next } = await invoke(client, FunctionName, { task: 'verify-audit', from, to, after });
      if (isEmpty && now.getTime() - scope.deployedAt.getTime() < FIRST_HOURS * HOUR_MS) return undefined;
      // Every answer about a period has the same problems of its digests.
      problems.push(...days.flatMap((report) => describe(isFirst ? report : { ...report, problems: [] })));
      after = next;
    }
  }
  if (problems.length === 0) return undefined;
  const more = problems.length > MAX_NAMES ? `, and ${problems.length - MAX_NAMES} more` : '';
  return `${problems.slice(0, MAX_NAMES).join('; ')}${more}`;
}

function describe({ day, problems, removed, changed, added }: DayReport): string[] {
  const differences = Object.entries({ removed, changed, added })
    .filter(([, { count }]) => count > 0)
    .map(([kind, { count, names }]) => `${count} ${count === 1 ? 'entry' : 'entries'} ${kind} (${names.slice(0, MAX_NAMES).join(', ')})`);
  const all = [...problems.map((problem) => PROBLEMS[problem]), ...differences];
  return all.length > 0 ? [`${day}: ${all.join(', ')}`] : [];
}

async function invoke(client: LambdaClient, FunctionName: string, event: object): Promise<Verification> {
  const answer = await client.send(new InvokeCommand({ FunctionName, Qualifier: LIVE, Payload: Buffer.from(JSON.stringify(event)) }));
  const text = Buffer.from(answer.Payload ?? []).toString('utf8');
  if (answer.FunctionError) throw new Error(`the function cannot verify it: ${text.slice(0, 300)}`);
  return JSON.parse(text) as Verification;
}
