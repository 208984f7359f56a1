import { readFileSync } from 'node:fs';
import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';

/**
 * Serves the committed document under `/api/openapi.json` and a page to read it under `/api/docs`. Only a plain server does this: a function would
 * pay for it at every cold start.
 */
export async function serveDocumentation(app: INestApplication): Promise<void> {
  const { SwaggerModule } = await import('@nestjs/swagger');
  const document = JSON.parse(readFileSync('openapi.json', 'utf8')) as OpenAPIObject;
  SwaggerModule.setup('api/docs', app, document, {
    jsonDocumentUrl: 'api/openapi.json',
    yamlDocumentUrl: 'api/openapi.yaml',
    customSiteTitle: 'Student management',
  });
}
