import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { ConfigModule } from '../config/config.module.js';
import { InvalidConfig, readConfig } from '../config/config.js';
import { loadEngine } from '../persistence/engine.js';
import { CountsRepository } from '../features/statistics/counts.repository.js';
import { isConsistent, formatReport } from '../features/statistics/recount-report.js';
import { recount } from '../features/statistics/recount.js';

/** Settings of the app that a recount has no use for, and needs no secrets for. */
const WITHOUT_USE = {
  COGNITO_USER_POOL_ID: 'recount_0',
  COGNITO_CLIENT_ID: 'recount',
  MEDIA_BUCKET: 'recount',
  CURSOR_KEY: Buffer.alloc(32).toString('base64'),
};

/** Counts a school anew, and with `--repair` puts right what is wrong. Exits with 1 unless all counts are right in the end. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { repair: { type: 'boolean', default: false } } });
  const config = readConfig({ ...process.env, ...WITHOUT_USE });
  const context = await NestFactory.createApplicationContext(
    { module: class RecountModule {}, imports: [ConfigModule.for(config), (await loadEngine(config)).for(config)] },
    { logger: ['error'], abortOnError: false },
  );
  try {
    const result = await recount(context.get(CountsRepository, { strict: false }), values);
    process.stdout.write(formatReport(result));
    if (!isConsistent(result)) process.exitCode = 1;
  } finally {
    await context.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof InvalidConfig ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
});
