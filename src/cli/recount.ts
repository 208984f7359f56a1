import { NestFactory } from '@nestjs/core';
import { parseArgs } from 'node:util';
import { InvalidConfig, readConfig } from '../config/config.js';
import { ConfigModule } from '../config/config.module.js';
import { checkDisabledMarks } from '../features/statistics/disabled-marks.js';
import { CountsRepository } from '../features/statistics/counts.repository.js';
import { formatReport, isConsistent } from '../features/statistics/recount-report.js';
import { recount } from '../features/statistics/recount.js';
import { NameCopiesRepository } from '../features/users/name-copies.repository.js';
import { loadEngine } from '../persistence/engine.js';

/** Placeholders for settings that a recount does not use. */
const UNUSED = {
  COGNITO_USER_POOL_ID: 'recount_0',
  COGNITO_CLIENT_ID: 'recount',
  MEDIA_BUCKET: 'recount',
  CURSOR_KEY: Buffer.alloc(32).toString('base64'),
};

/**
 * Compares the stored counts, and what enrolments say of disabled students, with the data, and corrects them with `--repair`. Exits with 1 if one is still
 * wrong at the end.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { repair: { type: 'boolean', default: false } } });
  const config = readConfig({ ...process.env, ...UNUSED });
  const context = await NestFactory.createApplicationContext(
    { module: class RecountModule {}, imports: [ConfigModule.for(config), (await loadEngine(config)).for(config)] },
    { logger: ['error'], abortOnError: false },
  );
  try {
    const [counts, copies] = [CountsRepository, NameCopiesRepository].map((port) => context.get(port, { strict: false })) as [
      CountsRepository,
      NameCopiesRepository,
    ];
    const result = await recount(counts, values);
    const marks = await checkDisabledMarks(counts, copies, values);
    process.stdout.write(formatReport(result, marks));
    if (!isConsistent(result, marks)) process.exitCode = 1;
  } finally {
    await context.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof InvalidConfig ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
});
