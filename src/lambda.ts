import { configure } from '@vendia/serverless-express';
import { createApp } from './app.js';
import { readConfig } from './config.js';

const booting = createApp(readConfig()).then(async (app) => {
  await app.init();
  return configure({ app: app.getHttpAdapter().getInstance() });
});
export const ready = booting.then(() => undefined);

/** Answers events of an HTTP API, payload format 2.0. */
export const handler = async (event: unknown, context: unknown): Promise<unknown> =>
  (await booting)(event, context as never, undefined as never);
