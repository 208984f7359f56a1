import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Request, Response } from 'express';
import type { Config } from '../config/config.js';
import { Log } from '../core/logging/log.js';
import { Clock } from '../core/time/clock.js';
import { limitConnections } from '../http/limits/connection-limits.js';
import { loadShedding } from '../http/limits/load-shedding.js';
import { addressLimit, callerLimit } from '../http/limits/rate-limits.js';
import { serveDocumentation } from '../http/openapi/serve.js';
import { securityTxt } from '../http/security-txt.js';
import { JobTimer } from '../jobs/job-timer.js';
import { loadEngine } from '../persistence/engine.js';
import { createApp } from './create-app.js';

/** Starts the app as a plain server, with documentation, limits and a timer for maintenance. */
export async function startServer(config: Config, log = new Log(config.logLevel, config.logFormat)): Promise<NestExpressApplication> {
  const app = await createApp(config, await loadEngine(config), log, (authenticator) => [
    ...addressLimit(config),
    ...loadShedding(config),
    ...callerLimit(config, authenticator),
  ]);
  app.set('trust proxy', config.trustProxy);
  if (config.securityContact) serveSecurityContact(app, config.securityContact);
  if (config.documentation) await serveDocumentation(app);
  app.get(JobTimer, { strict: false }).start();
  limitConnections(app.getHttpServer(), config, log);
  await app.listen(config.port, config.host);
  log.debug(`Listening on ${await app.getUrl()}`, 'Server');
  return app;
}

function serveSecurityContact(app: NestExpressApplication, contact: string): void {
  const express = app.getHttpAdapter().getInstance();
  express.get('/.well-known/security.txt', (_request: Request, response: Response) => {
    response.type('text/plain').send(securityTxt(contact, app.get(Clock, { strict: false }).now()));
  });
}
