import type { NestExpressApplication } from '@nestjs/platform-express';
import { createApp } from './app.js';
import type { Config } from './config.js';
import { serveDocumentation } from './documentation/serve.js';
import { MaintenanceTimer } from './maintenance/maintenance-timer.js';

/** Starts the app as an ordinary server: with its documentation, and with the maintenance that a schedule does in the cloud. */
export async function startServer(config: Config): Promise<NestExpressApplication> {
  const app = await createApp(config);
  await serveDocumentation(app);
  app.get(MaintenanceTimer, { strict: false }).start();
  await app.listen(config.port, config.host);
  return app;
}
