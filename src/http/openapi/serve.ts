import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Express, NextFunction, Request, Response } from 'express';
import helmet from 'helmet';
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Swagger UI needs its own scripts and inline styles. */
const PAGE_POLICY = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
};

const JSON_PATH = 'api/openapi.json';
const YAML_PATH = 'api/openapi.yaml';
/** Swagger UI also requests this script, which contains the document, from a path below. */
const SCRIPT_PATHS = ['api/docs/swagger-ui-init.js', 'api/docs/docs/swagger-ui-init.js'];

/**
 * Serves the committed document at `/api/openapi.json` and Swagger UI at `/api/docs`, on a plain server only. In Lambda it would slow down every cold
 * start.
 */
export async function serveDocumentation(app: INestApplication): Promise<void> {
  const { SwaggerModule } = await import('@nestjs/swagger');
  const document = JSON.parse(readFileSync('openapi.json', 'utf8')) as OpenAPIObject;
  const express = app.getHttpAdapter().getInstance() as Express;
  for (const path of [JSON_PATH, YAML_PATH, ...SCRIPT_PATHS]) express.get(`/${path}`, keepFirstAnswer());
  app.use('/api/docs', helmet.contentSecurityPolicy({ useDefaults: false, directives: PAGE_POLICY }));
  SwaggerModule.setup('api/docs', app, document, {
    jsonDocumentUrl: JSON_PATH,
    yamlDocumentUrl: YAML_PATH,
    customSiteTitle: 'Student management',
  });
}

/** Repeats the first answer. The library would serialise the document for every request, or copy it for every client that reads it slowly. */
function keepFirstAnswer() {
  let first: { readonly type: string; readonly etag: string; readonly body: Buffer } | undefined;
  return (_request: Request, response: Response, next: NextFunction): void => {
    if (first) return void response.type(first.type).set('ETag', first.etag).send(first.body);
    const send = response.send.bind(response);
    response.send = (text: string) => {
      first = { type: response.get('Content-Type')!, etag: `"${hash('sha256', text, 'base64url')}"`, body: Buffer.from(text) };
      response.set('ETag', first.etag);
      return send(text);
    };
    next();
  };
}
