import type { Type } from '@nestjs/common';
import { type BootedApp, type InvocationContext, LambdaFunction } from './adapters/lambda/lambda-function.js';
import { serverlessExpress } from './adapters/lambda/serverless-express.js';
import { warmUpRequests } from './adapters/lambda/warm-up.js';
import { OriginSecrets } from './adapters/secrets/origin-secrets.js';
import { SecretStore } from './adapters/secrets/secret-store.js';
import { createApp } from './app/create-app.js';
import { JwtStrategy } from './auth/jwt.strategy.js';
import { readConfig } from './config/config.js';
import { Log } from './core/logging/log.js';
import { CursorCipherSource } from './http/paging/cursor-cipher.js';
import { JobRunner } from './jobs/job-runner.js';
import { DynamoDbModule } from './persistence/dynamodb/dynamodb.module.js';

/** CloudFront and the gateway. Each of them adds an address to `X-Forwarded-For`, after the address of the viewer. */
const PROXIES = 2;

async function boot(): Promise<BootedApp> {
  const config = readConfig();
  const app = await createApp(config, DynamoDbModule);
  app.set('trust proxy', PROXIES);
  await app.init();
  // Loads these concurrently and does not wait. The first request waits for those that it needs.
  app.get(JwtStrategy, { strict: false }).prepare();
  if (config.originSecrets) void app.get(OriginSecrets, { strict: false }).read();
  void Promise.allSettled([app.get(CursorCipherSource, { strict: false }).get()]);
  const jobs = app.get(JobRunner, { strict: false });
  const digests = async () => (await import('./app/create-digests.js')).createDigests((token) => app.get(token as Type, { strict: false }));
  return {
    answer: serverlessExpress(app.getHttpAdapter().getInstance()),
    tick: () => jobs.tick(),
    writeDigests: async () => (await digests()).writeDue(),
    verifyAudit: async (period) => (await digests()).verify(period),
    warmUpRequests: async () => {
      const [secret] = config.originSecrets ?? [];
      // Without a secret this is a build, which has no services to answer.
      if (!secret) return [];
      const [keyId, originSecret] = await Promise.all([
        app.get(JwtStrategy, { strict: false }).anyKeyId(),
        app.get(SecretStore, { strict: false }).read(secret),
      ]);
      return warmUpRequests({ keyId, originSecret });
    },
  };
}

const lambda = new LambdaFunction(boot, new Log('error', 'json'));

/** Resolves when booting has ended, also after a failure. The loader waits for it in the init phase of the function. */
export const ready = lambda.start();

/** Answers the requests of an HTTP API, the tasks of schedules, and the task that verifies the audit log. @throws UnknownEvent for any other event */
export const handler = (event: unknown, context: InvocationContext): Promise<unknown> => lambda.handle(event, context);

/** The loader calls it before it creates the code cache. */
export const warmUp = (context: InvocationContext): Promise<void> => lambda.warmUp(context);
