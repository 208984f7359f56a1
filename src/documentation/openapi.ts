import type { INestApplication, Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { PAGED_ITEM } from '../common/paging.js';
import { TAKES_CSV, type CsvBodyOptions } from '../csv/csv-body.js';
import { documentOperation, HEADERS, type Operation, type Route } from './operation.js';
import { PROBLEM_SCHEMAS } from './problems.js';
import { withoutNullable } from './nullable.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** The OpenAPI 3.1 document of the app: what Nest reads off controllers and DTOs, and what our own decorators say besides. */
export function openApiOf(app: INestApplication, version: string): OpenAPIObject {
  const routes = routesOf(app);
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Student management')
    .setDescription('Users, classes, subjects, marks and transcripts of a school.')
    .setVersion(version)
    .setLicense('MIT', 'https://spdx.org/licenses/MIT.html')
    .addServer('/', 'This host')
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'An access token of the user pool that `GET /api/v1/config` names.',
      },
      'accessToken',
    )
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: operationIdOf,
    extraModels: [...routes.values()].flatMap(modelsOf),
  });
  Object.assign((document.components!.schemas ??= {}), PROBLEM_SCHEMAS);
  document.components!.headers = HEADERS;
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method] as Operation | undefined;
      if (operation) documentOperation(method, operation, routes.get(operation.operationId!)!);
    }
  }
  return withoutNullable(document);
}

/** The models that decorators of ours name, and Nest does not see. */
function modelsOf({ handler }: Route): Type[] {
  const item = Reflect.getMetadata(PAGED_ITEM, handler) as Type | undefined;
  const takes = Reflect.getMetadata(TAKES_CSV, handler) as CsvBodyOptions | undefined;
  return [item, takes?.orJson].filter((model) => model !== undefined);
}

/** `TermsController.list` → `termsList` */
function operationIdOf(controller: string, method: string): string {
  const feature = controller.replace(/Controller$/, '');
  return feature.charAt(0).toLowerCase() + feature.slice(1) + method.charAt(0).toUpperCase() + method.slice(1);
}

/** Every handler of a controller, by the id of its operation. */
function routesOf(app: INestApplication): Map<string, Route> {
  const discovery = app.get(DiscoveryService, { strict: false });
  const routes = new Map<string, Route>();
  for (const { metatype: controller } of discovery.getControllers()) {
    if (!controller) continue;
    const prototype = controller.prototype as Record<string, Route['handler']>;
    for (const name of Object.getOwnPropertyNames(prototype)) {
      if (name !== 'constructor')
        routes.set(operationIdOf(controller.name, name), { controller: controller as Type, name, handler: prototype[name]! });
    }
  }
  return routes;
}
