import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import helmet from 'helmet';
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

/**
 * Serves the committed document at `/api/openapi.json` and Swagger UI at `/api/docs`, on a plain server only. In Lambda it would slow down every cold
 * start.
 */
export async function serveDocumentation(app: INestApplication): Promise<void> {
  const { SwaggerModule } = await import('@nestjs/swagger');
  const document = JSON.parse(readFileSync('openapi.json', 'utf8')) as OpenAPIObject;
  app.use('/api/docs', helmet.contentSecurityPolicy({ useDefaults: false, directives: PAGE_POLICY }));
  SwaggerModule.setup('api/docs', app, document, {
    jsonDocumentUrl: 'api/openapi.json',
    yamlDocumentUrl: 'api/openapi.yaml',
    customSiteTitle: 'Student management',
  });
}
