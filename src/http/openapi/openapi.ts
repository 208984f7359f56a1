import type { INestApplication, Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { OPERATION_GROUP } from '../decorators/operation-group.decorator.js';
import { type SchemaRules, schemaRulesOf } from '../decorators/schema-rules.decorator.js';
import { API_PREFIX } from '../routes.js';
import { constrainedClasses, constraintsOf } from './constraints.js';
import { HEADERS } from './headers.js';
import { closeRequestSchemas } from './request-schemas.js';
import type { Operation, Schemas } from './openapi-objects.js';
import { documentOperation } from './operation.js';
import { PROBLEM_SCHEMAS, problemExamples } from './problems.js';
import { readRoute, type Route } from './route.js';
import { tagOf, tagsOf } from './tags.js';
import { clientName, toClientDocument } from './client-document.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Builds the OpenAPI 3.1 document from the controllers and DTOs, and from our own decorators. */
export function buildOpenApi(app: INestApplication, version: string): OpenAPIObject {
  const controllers = controllersOf(app);
  const routes = routesOf(controllers.values());
  const items = new Set([...routes.values()].flatMap(({ item }) => item ?? []));
  const document = SwaggerModule.createDocument(app, documentInfo(version), {
    operationIdFactory: (controller, method) => operationIdOf(controllers.get(controller)!, method),
    extraModels: [...routes.values()].flatMap(({ models }) => models),
  });
  const schemas = document.components!.schemas as Schemas;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    METHODS.flatMap((method) => (methods[method] ? { path, method, operation: methods[method] as Operation } : [])),
  );
  const problems = operations.flatMap(({ path, method, operation }) => {
    operation.tags = [tagOf(path.replace(`/${API_PREFIX}`, ''))];
    return documentOperation(operation, routes.get(operation.operationId!)!, { method, path, schemas });
  });
  for (const dto of [...constrainedClasses(), ...[...routes.values()].flatMap(({ inputs, models }) => [...inputs, ...models])]) {
    const properties = schemas[dto.name]?.properties ?? {};
    for (const [name, keywords] of constraintsOf(dto)) if (properties[name]) Object.assign(properties[name], keywords);
  }
  closeRequestSchemas(operations, schemas, { inResponses: [...items].map(({ name }) => name), rules: documentedRules() });
  document.tags = tagsOf(new Set(operations.flatMap(({ operation }) => operation.tags!)));
  document.components = {
    ...document.components,
    schemas: {
      ...Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [clientName(name), schema])),
      ...Object.fromEntries([...items].map(({ name }) => [`${clientName(name)}Page`, pageOf(name)])),
      ...PROBLEM_SCHEMAS,
    },
    headers: HEADERS,
    examples: problemExamples(problems),
  };
  return toClientDocument(document);
}

const documentInfo = (version: string): Omit<OpenAPIObject, 'paths'> => ({
  openapi: '3.1.0',
  info: {
    title: 'Student management',
    description:
      'Manage the people, terms, subjects, classes, enrolments, marks and transcripts of a school.\n\nErrors are problem documents (RFC 9457) with a stable `code`. Their texts are in the language of `Accept-Language`: English (the default) or Vietnamese; codes are the same in all languages. Lists are paginated. An update must name the version that it changes. Unknown properties and parameters are rejected.',
    version,
    license: { name: 'MIT', url: 'https://spdx.org/licenses/MIT.html' },
  },
  // Keeps the place of the tags, which are known later.
  tags: [],
  servers: [{ url: '/', description: 'This host' }],
  components: {
    securitySchemes: {
      accessToken: {
        scheme: 'bearer',
        bearerFormat: 'JWT',
        type: 'http',
        description: 'An access token of the user pool. `GET /api/v1/config` returns the settings to get one.',
      },
    },
  },
});

/** The rules about several properties, by the name of the class. */
function documentedRules(): Map<string, SchemaRules> {
  return new Map(
    constrainedClasses().flatMap((dto) => {
      const rules = schemaRulesOf(dto);
      return rules ? [[dto.name, rules] as const] : [];
    }),
  );
}

function pageOf(item: string) {
  return {
    type: 'object',
    description: 'One page of a list. A page can have fewer items than `limit`, or none, without being the last one.',
    required: ['items', 'nextCursor'],
    properties: {
      items: { type: 'array', items: { $ref: `#/components/schemas/${item}` } },
      nextCursor: { type: ['string', 'null'], description: 'Send it as `cursor` to get the next page. `null` on the last page.' },
    },
  };
}

/** `TermsController.list` becomes `termsList`, unless `@OperationGroup` sets another prefix. */
function operationIdOf(controller: Type, method: string): string {
  const name = controller.name.replace(/Controller$/, '');
  const group = (Reflect.getMetadata(OPERATION_GROUP, controller) as string | undefined) ?? name.charAt(0).toLowerCase() + name.slice(1);
  return group + method.charAt(0).toUpperCase() + method.slice(1);
}

/** The controllers by name. */
function controllersOf(app: INestApplication): Map<string, Type> {
  const wrappers = app.get(DiscoveryService, { strict: false }).getControllers();
  return new Map(wrappers.flatMap(({ metatype }) => (metatype ? [[metatype.name, metatype as Type]] : [])));
}

/** The routes by operation id. */
function routesOf(controllers: Iterable<Type>): Map<string, Route> {
  const handlers = [...controllers].flatMap((controller) =>
    Object.getOwnPropertyNames(controller.prototype).flatMap((name) => (name === 'constructor' ? [] : { controller, name })),
  );
  return new Map(handlers.map(({ controller, name }) => [operationIdOf(controller, name), readRoute(controller, name)]));
}
