import { configure } from '@vendia/serverless-express';
import { createApp } from './app/create-app.js';
import { JwtStrategy } from './auth/jwt.strategy.js';
import { Log } from './core/logging/log.js';
import { readConfig } from './config/config.js';
import { LambdaFunction, type BootedApp, type InvocationContext } from './adapters/lambda/lambda-function.js';
import { httpApiEventSource, isCompressed } from './adapters/lambda/http-api-event-source.js';
import { warmUpRequests } from './adapters/lambda/warm-up.js';
import { httpBridge } from './adapters/lambda/http-bridge.js';
import { JobRunner } from './jobs/job-runner.js';
import { DynamoDbModule } from './persistence/dynamodb/dynamodb.module.js';
import { CursorCipherSource } from './http/paging/cursor-cipher.js';
import { OriginSecrets } from './adapters/secrets/origin-secrets.js';
import { SecretStore } from './adapters/secrets/secret-store.js';

/** CloudFront, and the gateway: so many addresses stand behind the viewer's in `X-Forwarded-For`, and were put there by no viewer. */
const PROXIES = 2;

async function boot(): Promise<BootedApp> {
  const config = readConfig();
  const app = await createApp(config, DynamoDbModule);
  app.set('trust proxy', PROXIES);
  await app.init();
  // All at once and not awaited, since nothing else of a boot needs the network: the first request awaits what it needs of them.
  app.get(JwtStrategy, { strict: false }).prepare();
  if (config.originSecrets) void app.get(OriginSecrets, { strict: false }).read();
  void Promise.allSettled([app.get(CursorCipherSource, { strict: false }).get()]);
  const express = app.getHttpAdapter().getInstance();
  const server = configure({
    app: express,
    framework: httpBridge(express),
    eventSourceName: 'AWS_API_GATEWAY_V2',
    eventSource: httpApiEventSource,
    binarySettings: { isBinary: isCompressed },
  });
  const jobs = app.get(JobRunner, { strict: false });
  return {
    // The adapter declares a callback, which newer versions of Node.js on Lambda refuse in a handler.
    answer: (event, context) => server(event, context as never, undefined as never) as Promise<unknown>,
    tick: () => jobs.tick(),
    warmUpRequests: async () => {
      const [secret] = config.originSecrets ?? [];
      // Only a build has none, and nobody there who would answer.
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

/** Resolves when the app has booted, or failed to: awaited in the init phase of the function. */
export const ready = lambda.start();

/** Answers requests of an HTTP API, and does the maintenance that a schedule asks for. @throws UnknownEvent for anything else */
export const handler = (event: unknown, context: InvocationContext): Promise<unknown> => lambda.handle(event, context);

/** Asked for by the loader, before it hands out what V8 has compiled. */
export const rehearse = (context: InvocationContext): Promise<void> => lambda.warmUp(context);
