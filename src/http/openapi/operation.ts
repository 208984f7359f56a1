import * as errors from '../../core/errors/errors.js';
import type { DomainErrorClass } from '../../core/errors/domain-error.js';
import { toStatus } from '../problems/problem.js';
import type { CsvBodyOptions } from '../csv/csv-body.js';
import { CSV_MEDIA_TYPE } from '../middleware/body.middleware.js';
import { MalformedCsv } from '../csv/csv.errors.js';
import { CreatedThingGone, IdempotencyKeyReused, KeyInUse } from '../idempotency/idempotency.errors.js';
import { headerRef } from './headers.js';
import { parametersOf, type Parameter } from './parameters.js';
import { gatewayAnswer, GATEWAY_ANYWHERE, GATEWAY_STATUSES, gatewayResponse, problemResponse } from './problems.js';
import type { Route } from './route.js';
import { clientName } from './to-openapi-31.js';

type Content = Record<string, { schema?: object }>;

interface Response {
  description: string;
  headers?: Record<string, unknown>;
  content?: Content;
}

export interface Operation {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; description?: string; content: Content };
  responses: Record<string, Response>;
  security?: Record<string, string[]>[];
}

/** Schemas by the names of their classes. */
export type Schemas = Record<string, { properties?: Record<string, object>; required?: string[] }>;

const DESCRIPTIONS: Record<string, string> = { '200': 'OK', '201': 'Created', '204': 'No Content' };

/** Completes one operation with what the decorators of its handler declare: roles, parameters, body, headers and errors. Returns the errors. */
export function documentOperation(
  operation: Operation,
  route: Route,
  { method, path, schemas }: { method: string; path: string; schemas: Schemas },
): DomainErrorClass[] {
  describe(operation, route);
  operation.security = route.isPublic ? [] : [{ accessToken: [] }];
  operation.parameters = parametersOf(route, method, operation.parameters);
  if (route.takesCsv) operation.requestBody = fileOr(route.takesCsv);
  // A PATCH needs a body. Any other body is optional if it has no required property.
  if (operation.requestBody && method !== 'patch' && !route.takesCsv)
    operation.requestBody.required = (schemaOf(operation.requestBody.content, schemas)?.required ?? []).length > 0;
  for (const [status, response] of Object.entries(operation.responses)) {
    response.description ||= DESCRIPTIONS[status] ?? 'OK';
    if (route.item) response.content = { 'application/json': { schema: pageRef(route.item.name) } };
    const isVersioned = schemaOf(response.content, schemas)?.properties?.version !== undefined;
    response.headers = {
      ...response.headers,
      'X-Request-Id': headerRef('RequestId'),
      ...(route.item && { Link: headerRef('Link') }),
      ...((isVersioned || route.isRevalidated(method)) && { ETag: headerRef('ETag') }),
      ...(route.creates && { Location: headerRef('Location') }),
    };
  }
  if (route.isRevalidated(method))
    operation.responses['304'] = { description: 'Not Modified: the ETag is still current.', headers: { ETag: headerRef('ETag') } };
  const problems = distinct([
    ...problemsOf(operation, route, method),
    ...(isLimited(path) ? [errors.TooManyRequests, errors.Unavailable] : []),
    ...route.declaredErrors,
  ]);
  addProblems(operation, problems);
  return problems;
}

function fileOr({ orJson, columns }: CsvBodyOptions) {
  return {
    required: true,
    description: `A CSV file in UTF-8, separated by comma, semicolon or tab. Columns: ${columns}`,
    content: {
      ...(orJson && { 'application/json': { schema: { $ref: `#/components/schemas/${orJson.name}` } } }),
      [CSV_MEDIA_TYPE]: { schema: { type: 'string' } },
    },
  };
}

/** The docstring of a handler becomes the description. Its text up to the first full stop, colon or semicolon becomes the summary. */
function describe(operation: Operation, { isPublic, roles }: Route): void {
  const text = (operation.summary ?? operation.operationId!).replaceAll('\n', ' ');
  operation.summary = /^[^.:;]+/.exec(text)![0];
  operation.description = `${text}\n\n${isPublic ? 'Public: needs no access token.' : `Roles: ${roles.join(', ').toLowerCase()}.`}`;
}

function schemaOf(content: Content | undefined, schemas: Schemas): Schemas[string] | undefined {
  const { $ref } = (content?.['application/json']?.schema ?? {}) as { $ref?: string };
  return schemas[$ref?.split('/').at(-1) ?? ''];
}

const pageRef = (item: string) => ({ $ref: `#/components/schemas/${clientName(item)}Page` });

/** The errors that follow from the kind of a route, besides those it declares with `@Throws`. */
function problemsOf(operation: Operation, { isPublic, isConditional, isKeyed, takesCsv }: Route, method: string): DomainErrorClass[] {
  return [
    errors.ValidationFailed,
    ...(operation.parameters?.some(({ name }) => name === 'cursor') ? [errors.InvalidCursor] : []),
    ...(operation.requestBody ? [errors.MalformedJson, errors.PayloadTooLarge, errors.UnsupportedMediaType] : []),
    ...(takesCsv ? [MalformedCsv] : []),
    ...(isPublic ? [] : [errors.NotAuthenticated, errors.Forbidden, errors.Unavailable]),
    ...(method === 'get' ? [] : [errors.OutcomeUnknown]),
    ...(isConditional ? [errors.PreconditionRequired, errors.StaleVersion] : []),
    ...(isKeyed ? [IdempotencyKeyReused, CreatedThingGone, KeyInUse] : []),
    errors.UnexpectedError,
  ];
}

/** Keeps one error for each code. The errors that a route declares come last, and win. */
function distinct(problems: readonly DomainErrorClass[]): DomainErrorClass[] {
  return [...new Map(problems.map((problem) => [problem.code, problem])).values()];
}

/** Whether rate limits and load shedding apply. Health checks are exempt. */
function isLimited(path: string): boolean {
  return !path.startsWith('/health');
}

function addProblems(operation: Operation, problems: DomainErrorClass[]): void {
  for (const status of new Set(problems.map(({ kind }) => String(toStatus(kind))))) {
    const classes = problems.filter(({ kind }) => String(toStatus(kind)) === status);
    const response = problemResponse(classes);
    operation.responses[status] = GATEWAY_STATUSES.has(status) ? gatewayAnswer(response) : response;
  }
  for (const status of GATEWAY_ANYWHERE) operation.responses[status] ??= gatewayResponse(status);
}
