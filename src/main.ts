import { startServer } from './app/create-server.js';
import { InvalidConfig, readConfig } from './config/config.js';

/** Runs the app as a plain server, e.g. in a container. */
async function main(): Promise<void> {
  const app = await startServer(readConfig());
  app.enableShutdownHooks();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof InvalidConfig ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
});
