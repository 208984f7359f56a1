import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { CursorSeal } from './common/cursor.js';
import { Log } from './common/log.js';
import { sealCursorsWith } from './common/paging.js';
import { inRequestContext, requireKnownBody } from './common/request.middleware.js';
import { honourIfNoneMatch } from './common/version.js';
import type { Config } from './config.js';
import { CSV_MEDIA_TYPE } from './csv/csv-body.js';

/** Where everything but health checks and documentation lives. */
export const API_PREFIX = 'api/v1';

const BODY_LIMIT = '256kb';
const EXPOSED_HEADERS = ['Content-Disposition', 'ETag', 'Link', 'Location', 'Retry-After', 'X-Request-Id'];
const PREFLIGHT_SECONDS = 600;

/** The app as both entries run it: everything but the way requests come in. */
export async function createApp(config: Config, log = new Log(config.logLevel, config.logFormat)): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(await AppModule.for(config), new ExpressAdapter(), {
    bodyParser: false,
    logger: log,
    abortOnError: false,
  });
  const express = app.getHttpAdapter().getInstance();
  sealCursorsWith(express, new CursorSeal(config.cursorKey));
  app.disable('x-powered-by');
  app.setGlobalPrefix(API_PREFIX, { exclude: ['health', 'health/ready'] });
  app.use(inRequestContext(config.requestTimeLimit));
  app.enableCors({ origin: [...config.corsOrigins], exposedHeaders: EXPOSED_HEADERS, maxAge: PREFLIGHT_SECONDS });
  app.use(honourIfNoneMatch);
  app.use(requireKnownBody);
  app.useBodyParser('json', { limit: BODY_LIMIT, strict: true });
  app.useBodyParser('raw', { limit: BODY_LIMIT, type: CSV_MEDIA_TYPE });
  return app;
}
