import type { NestExpressApplication } from '@nestjs/platform-express';
import { createApp } from './create-app.js';
import { Log } from '../core/logging/log.js';
import type { Config } from '../config/config.js';
import { loadEngine } from '../persistence/engine.js';
import { serveDocumentation } from '../http/openapi/serve.js';
import { loadShedding } from '../http/limits/load-shedding.js';
import { rateLimits } from '../http/limits/rate-limits.js';
import { JobTimer } from '../jobs/job-timer.js';

/** Milliseconds that an idle connection stays open. Most load balancers keep theirs for a minute, and must not send a request down a closing one. */
const KEEP_ALIVE = 65_000;

/** Starts the app as a plain server: with documentation and limits, and with the maintenance that a schedule starts in the cloud. */
export async function startServer(config: Config, log = new Log(config.logLevel, config.logFormat)): Promise<NestExpressApplication> {
  const app = await createApp(config, await loadEngine(config), log, [...rateLimits(config), ...loadShedding(config)]);
  app.set('trust proxy', config.trustProxy);
  await serveDocumentation(app);
  app.get(JobTimer, { strict: false }).start();
  app.getHttpServer().keepAliveTimeout = KEEP_ALIVE;
  await app.listen(config.port, config.host);
  log.debug(`Listening on ${await app.getUrl()}`, 'Server');
  return app;
}
