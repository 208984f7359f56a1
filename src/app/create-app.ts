import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { RequestHandler } from 'express';
import { OriginSecrets } from '../adapters/secrets/origin-secrets.js';
import { Authenticator } from '../auth/authenticator.js';
import type { Config } from '../config/config.js';
import { Log } from '../core/logging/log.js';
import { corsOptions } from '../http/middleware/cors-options.js';
import { requestContextMiddleware } from '../http/middleware/request-context.middleware.js';
import { responseHeaders } from '../http/middleware/response-headers.middleware.js';
import { recordOrigin, verifyOrigin } from '../http/middleware/verify-origin.middleware.js';
import { CursorCipherSource } from '../http/paging/cursor-cipher.js';
import { ApiExpressAdapter } from '../http/responses/api-express-adapter.js';
import { honourIfNoneMatch } from '../http/responses/send-json.js';
import { API_PREFIX } from '../http/routes.js';
import type { Engine } from '../persistence/engine.js';
import { AppModule } from './app.module.js';

/** Makes the middleware that can refuse a request before its body is read. */
export type Limits = (authenticator: Authenticator) => readonly RequestHandler[];

/** Creates the app for both entry points. They decide how requests arrive. */
export async function createApp(
  config: Config,
  engine: Engine,
  log = new Log(config.logLevel, config.logFormat),
  limits: Limits = () => [],
): Promise<NestExpressApplication> {
  const adapter = new ApiExpressAdapter();
  const app = await NestFactory.create<NestExpressApplication>(AppModule.for(config, engine), adapter, {
    bodyParser: false,
    logger: log,
    abortOnError: false,
  });
  adapter.cursorCiphers = app.get(CursorCipherSource, { strict: false });
  app.disable('x-powered-by');
  // Express would also tag errors and the outcomes of changes.
  app.disable('etag');
  app.setGlobalPrefix(API_PREFIX, { exclude: ['health', 'health/ready'] });
  app.use(requestContextMiddleware(config.requestTimeLimit, log));
  app.use(responseHeaders());
  const origins = app.get(OriginSecrets, { strict: false });
  app.use(origins.isEnabled ? verifyOrigin((value) => origins.verify(value)) : recordOrigin);
  app.enableCors(corsOptions(config.corsOrigins));
  limits(app.get(Authenticator, { strict: false })).forEach((limit) => app.use(limit));
  app.use(honourIfNoneMatch);
  return app;
}
