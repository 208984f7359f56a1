import { configure } from '@vendia/serverless-express';
import { createApp } from './app.js';
import { readConfig } from './config.js';

// Awaited at the top level, so that the app boots in the init phase of the function.
const app = await createApp(readConfig());
await app.init();

const server = configure({ app: app.getHttpAdapter().getInstance() });

/** Answers events of an HTTP API, payload format 2.0. */
export const handler = (event: unknown, context: unknown): unknown => server(event, context as never, undefined as never);
