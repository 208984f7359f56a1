import type { INestApplicationContext } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { startCloud } from '../../local/cloud.js';
import type { LocalCognito } from '../../local/cognito/server.js';
import { createApp } from '../../src/app/create-app.js';
import { toGroup } from '../../src/auth/actor.js';
import { readConfig } from '../../src/config/config.js';
import { Log } from '../../src/core/logging/log.js';
import { CountsRepository } from '../../src/features/statistics/counts.repository.js';
import { formatReport, isConsistent } from '../../src/features/statistics/recount-report.js';
import { recount } from '../../src/features/statistics/recount.js';
import { loadEngine } from '../../src/persistence/engine.js';
import { CallLog } from './call-log.js';
import type { Place } from './person.js';
import { spawnApp } from './spawn-app.js';

const TOKENS_GOOD_FOR_S = 3600;
const SHOWN = 20;

/**
 * Runs `play` on the local cloud, in memory, with the app in its own process. Then recounts all counters and prints the outcomes of the calls. The
 * process exits with 1 after an error that no user caused, or if a counter was wrong.
 */
export async function withSchool(play: (app: INestApplicationContext, place: Place) => Promise<void>): Promise<void> {
  const cloud = await startCloud();
  const served = await spawnApp(cloud.environment);
  const config = readConfig({ ...process.env, ...cloud.environment, CURSOR_KEY: randomBytes(32).toString('base64') });
  const app = await createApp(config, await loadEngine(config), new Log('error', 'text'));
  const log = new CallLog();
  try {
    await app.init();
    await play(app, { url: served.url, log, tokenFor: tokensOf(cloud.pool) });
    await timed('recounting', async () => {
      const counted = await recount(app.get(CountsRepository, { strict: false }));
      if (!isConsistent(counted)) log.addError(formatReport(counted));
    });
  } finally {
    await served.close();
    await app.close();
    await cloud.close();
  }
  process.stdout.write(`\n${log.table()}\n\n${log.errors.slice(0, SHOWN).join('\n')}\n${log.errors.length} unexpected errors.\n`);
  process.exitCode = log.errors.length === 0 ? 0 : 1;
}

/** Prints what runs and how long it took. */
export async function timed<T>(what: string, act: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  process.stdout.write(`${what} …`);
  const result = await act();
  process.stdout.write(` ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
  return result;
}

/** Signs tokens that last as long as the app allows. */
function tokensOf(pool: LocalCognito): Place['tokenFor'] {
  const exp = Math.floor(Date.now() / 1000) + TOKENS_GOOD_FOR_S;
  return (id, role) => pool.mint({ sub: id, username: id, 'cognito:groups': [toGroup(role)], exp });
}
