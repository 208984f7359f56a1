import type { INestApplication, Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { API_PREFIX } from '../../app/create-app.js';
import type { DomainErrorClass } from '../../core/errors/domain-error.js';
import { constrainedClasses, constraintsOf } from './constraints.js';
import { HEADERS } from './headers.js';
import { documentOperation, type Operation, type Schemas } from './operation.js';
import { problemExamples, PROBLEM_SCHEMAS } from './problems.js';
import { Route } from './route.js';
import { tagOf, tagsOf } from './tags.js';
import { clientName, toOpenApi31 } from './to-openapi-31.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** The OpenAPI 3.1 document of the app: what Nest reads off controllers and DTOs, and what our own decorators say besides. */
export function buildOpenApi(app: INestApplication, version: string): OpenAPIObject {
  const routes = routesOf(app);
  const items = new Set([...routes.values()].flatMap(({ item }) => item ?? []));
  const document = SwaggerModule.createDocument(app, titlePage(version), {
    operationIdFactory: operationIdOf,
    extraModels: [...routes.values()].flatMap(({ models }) => models),
  });
  const schemas = document.components!.schemas as Schemas;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    METHODS.flatMap((method) => (methods[method] ? { path, method, operation: methods[method] as Operation } : [])),
  );
  const problems = new Set<DomainErrorClass>();
  for (const { path, method, operation } of operations) {
    operation.tags = [tagOf(path.replace(`/${API_PREFIX}`, ''))];
    const refused = documentOperation(operation, routes.get(operation.operationId!)!, { method, path, schemas });
    for (const problem of refused) problems.add(problem);
  }
  constrain(
    schemas,
    [...routes.values()].flatMap(({ inputs, models }) => [...inputs, ...models]),
  );
  document.tags = tagsOf(new Set(operations.flatMap(({ operation }) => operation.tags!)));
  document.components = {
    ...document.components,
    schemas: {
      ...Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [clientName(name), schema])),
      ...Object.fromEntries([...items].map(({ name }) => [`${clientName(name)}Page`, pageOf(name)])),
      ...PROBLEM_SCHEMAS,
    },
    headers: HEADERS,
    examples: problemExamples([...problems]),
  };
  return toOpenApi31(document);
}

function titlePage(version: string): Omit<OpenAPIObject, 'paths'> {
  const { info, ...page } = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Student management')
    .setDescription(
      'People, terms, subjects, classes, enrolments, marks and transcripts of a school.\n\nErrors are problem documents (RFC 9457) with a stable `code`; lists come in pages; a change names the version it is based on. A property, or a parameter, that is not listed is refused.',
    )
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
  const { contact: _nobody, ...told } = info;
  return { info: told, ...page };
}

/** Adds what the classes of input ask of their properties. */
function constrain(schemas: Schemas, inputs: Type[]): void {
  for (const dto of [...constrainedClasses(), ...inputs]) {
    const properties = schemas[dto.name]?.properties ?? {};
    for (const [name, keywords] of constraintsOf(dto)) if (properties[name]) Object.assign(properties[name], keywords);
  }
}

function pageOf(item: string) {
  return {
    type: 'object',
    description: 'A page may be short, even empty, and not be the last.',
    required: ['items', 'nextCursor'],
    properties: {
      items: { type: 'array', items: { $ref: `#/components/schemas/${item}` } },
      nextCursor: { type: ['string', 'null'], description: 'Where the next page starts; null on the last one.' },
    },
  };
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
    for (const name of Object.getOwnPropertyNames(controller.prototype)) {
      if (name !== 'constructor') routes.set(operationIdOf(controller.name, name), new Route(controller as Type, name));
    }
  }
  return routes;
}
