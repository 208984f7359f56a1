// NestJS as its documentation shows it, with what this app has, too: a JWT strategy of passport with the keys of the pool, a pipe that validates,
// configuration, health checks, a limit of requests, an OpenAPI document, and the adapter for Lambda.
import { configure } from '@codegenie/serverless-express';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { SchoolModule } from './school.module.js';

type Server = (event: unknown, context: unknown) => Promise<unknown>;

let server: Server | undefined;

async function bootstrap(): Promise<Server> {
  const app = await NestFactory.create<NestExpressApplication>(SchoolModule);
  app.setGlobalPrefix('api/v1');
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
  const document = new DocumentBuilder().setTitle('School').addBearerAuth().build();
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, document));
  await app.init();
  return configure({ app: app.getHttpAdapter().getInstance() }) as unknown as Server;
}

export const handler = async (event: unknown, context: unknown): Promise<unknown> => {
  server ??= await bootstrap();
  return server(event, context);
};
