import { createApp } from './app.js';
import { InvalidConfig, readConfig } from './config.js';

/** An ordinary server: on a laptop, in a container, on any machine. */
async function main(): Promise<void> {
  const config = readConfig();
  const app = await createApp(config);
  app.enableShutdownHooks();
  await app.listen(config.port, config.host);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof InvalidConfig ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
});
