import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import { startCloud } from '../../local/cloud.js';
import type { LocalCognito } from '../../local/cognito/server.js';
import { createApp } from '../../src/app.js';
import { groupOf } from '../../src/auth/actor.js';
import { Log } from '../../src/common/log.js';
import { readConfig } from '../../src/config.js';
import { CountsRepository } from '../../src/statistics/counts.repository.js';
import { recount } from '../../src/statistics/recount.js';
import { isRight, reportOf } from '../../src/statistics/recount-report.js';
import { enrolmentMorning } from './enrolment-morning.js';
import { DayLog } from './log.js';
import { marksWeek } from './marks-week.js';
import { resultsDay } from './results-day.js';
import type { Place } from './person.js';
import { foundSchool } from './school.js';
import { serveApp } from './served-app.js';

const TOKENS_GOOD_FOR_S = 24 * 3600;
const SHOWN = 20;

/**
 * Replays a school's three busy days on the local cloud, in memory: enrolment, marks and results, by everybody at once. Ends with 1 if anybody saw
 * an error that was not theirs, a mark that is not the one saved, or if the counts are not those of a recount.
 */
async function main(): Promise<void> {
  const people = option();
  const cloud = await startCloud();
  const served = await serveApp(cloud.environment);
  const config = readConfig({ ...process.env, ...cloud.environment, CURSOR_KEY: randomBytes(32).toString('base64') });
  const app = await createApp(config, new Log('error', 'text'));
  const log = new DayLog();
  try {
    await app.init();
    await replay(app, { url: served.url, log, tokenFor: tokensOf(cloud.pool) }, people);
  } finally {
    await served.close();
    await app.close();
    await cloud.close();
  }
  process.stdout.write(
    `\n${log.table()}\n\n${log.surprises.slice(0, SHOWN).join('\n')}\n${log.surprises.length} errors that were nobody's own.\n`,
  );
  process.exitCode = log.surprises.length === 0 ? 0 : 1;
}

async function replay(app: INestApplicationContext, place: Place, people: number): Promise<void> {
  const school = await timed(`founding a school of ${people}`, () => foundSchool(app, place, people));
  await timed('enrolment morning', () => enrolmentMorning(school));
  await timed('marks week', () => marksWeek(school));
  await timed('results day', () => resultsDay(school));
  await timed('counting it all anew', async () => {
    const counted = await recount(app.get(CountsRepository, { strict: false }));
    if (!isRight(counted)) place.log.surprise(reportOf(counted));
  });
}

/** Tokens as the pool gives them after a sign-in, good for the whole replay. */
function tokensOf(pool: LocalCognito): Place['tokenFor'] {
  const exp = Math.floor(Date.now() / 1000) + TOKENS_GOOD_FOR_S;
  return (id, role) => pool.mint({ sub: id, username: id, 'cognito:groups': [groupOf(role)], exp });
}

function option(): number {
  const { values } = parseArgs({ options: { people: { type: 'string', default: '10000' } } });
  const people = Number(values.people);
  if (!Number.isInteger(people) || people < 40) throw new RangeError('--people takes a whole number of at least 40 students.');
  return people;
}

async function timed<T>(what: string, act: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  process.stdout.write(`${what} …`);
  const result = await act();
  process.stdout.write(` ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
  return result;
}

main().catch((error: unknown) => {
  process.stderr.write(`${String((error as Error).stack)}\n`);
  process.exit(1);
});
