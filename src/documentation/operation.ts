import type { Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { ALLOWED_ROLES, IS_PUBLIC } from '../auth/access.decorators.js';
import type { Role } from '../auth/actor.js';
import { CREATES } from '../common/created.js';
import type { DomainErrorClass } from '../common/domain-error.js';
import * as errors from '../common/errors.js';
import { PAGED_ITEM } from '../common/paging.js';
import { statusOf } from '../common/problem.js';
import { REFUSALS } from '../common/refuses.js';
import { versionFromIfMatch } from '../common/version.js';
import { CSV_MEDIA_TYPE, TAKES_CSV, type CsvBodyOptions } from '../csv/csv-body.js';
import { MalformedCsv } from '../csv/csv.errors.js';
import { gatewayAnswer, GATEWAY_STATUSES, problemResponse } from './problems.js';

/** A handler of a controller. */
export interface Route {
  readonly controller: Type;
  readonly name: string;
  readonly handler: (...args: unknown[]) => unknown;
}

interface Response {
  description: string;
  headers?: Record<string, unknown>;
  content?: Record<string, { schema?: object }>;
}

export interface Operation {
  operationId?: string;
  summary?: string;
  description?: string;
  parameters?: { name: string; in: string; [key: string]: unknown }[];
  requestBody?: object;
  responses: Record<string, Response>;
  security?: Record<string, string[]>[];
}

/** The headers of answers, told once and referred to. */
export const HEADERS = {
  RequestId: {
    description: 'The id of the request, as in the log.',
    schema: { type: 'string', examples: ['8d6c1f0e-3c0f-4a53-9a0e-6d0d8f7a2b11'] },
  },
  ETag: { description: '`"<version>.<hash of the body>"`', schema: { type: 'string', examples: ['"3.Yk2f8QmWl0aBcDeF"'] } },
  Link: { description: 'Where the next page is, as `rel="next"`; absent on the last one.', schema: { type: 'string' } },
  Location: { description: 'Where the new thing is.', schema: { type: 'string' } },
  RetryAfter: { description: 'Seconds after which to try again.', schema: { type: 'integer' } },
  Authenticate: { description: 'How to authenticate.', schema: { type: 'string', const: 'Bearer' } },
};

const headerRef = (name: keyof typeof HEADERS) => ({ $ref: `#/components/headers/${name}` });

/** Completes one operation with what its decorators say: who may, what it refuses, its headers. */
export function documentOperation(method: string, operation: Operation, route: Route): void {
  const { handler } = route;
  const isPublic = Reflect.getMetadata(IS_PUBLIC, handler) === true;
  const roles = (Reflect.getMetadata(ALLOWED_ROLES, handler) ?? []) as Role[];
  const item = Reflect.getMetadata(PAGED_ITEM, handler) as Type | undefined;
  const takesCsv = Reflect.getMetadata(TAKES_CSV, handler) as CsvBodyOptions | undefined;
  const conditional = needsIfMatch(route);

  operation.description = [operation.description, isPublic ? 'Open to everybody.' : `For: ${roles.join(', ').toLowerCase()}.`]
    .filter(Boolean)
    .join('\n\n');
  operation.security = isPublic ? [] : [{ accessToken: [] }];
  if (takesCsv) operation.requestBody = fileOr(takesCsv);
  if (conditional) (operation.parameters ??= []).push(header('If-Match', true, 'The ETag that the change is based on.'));
  if (method === 'get' && !isPublic)
    (operation.parameters ??= []).push(header('If-None-Match', false, 'An ETag: 304 if it is still the same.'));

  for (const [status, response] of Object.entries(operation.responses)) {
    response.headers = { ...response.headers, 'X-Request-Id': headerRef('RequestId') };
    response.description ||= DESCRIPTIONS[status] ?? 'Done.';
    if (item) {
      response.content = { 'application/json': { schema: pageOf(item) } };
      response.headers.Link = headerRef('Link');
    } else if (method === 'get' || conditional) {
      response.headers.ETag = headerRef('ETag');
    }
    if (Reflect.getMetadata(CREATES, handler)) response.headers.Location = headerRef('Location');
  }
  if (method === 'get' && !isPublic) operation.responses['304'] = { description: 'Not changed since the ETag given.' };
  addProblems(operation, [
    ...commonProblems({ isPublic, operation, conditional, paged: item !== undefined, writes: method !== 'get' }),
    ...(takesCsv ? [MalformedCsv] : []),
    ...refusalsOf(handler),
  ]);
}

const DESCRIPTIONS: Record<string, string> = { '200': 'As asked.', '201': 'Made.', '204': 'Done; there is nothing to tell.' };

function header(name: string, required: boolean, description: string) {
  return { name, in: 'header', required, description, schema: { type: 'string' } };
}

function fileOr({ orJson, columns }: CsvBodyOptions) {
  return {
    required: true,
    description: `As CSV in UTF-8, separated by comma, semicolon or tab: ${columns}`,
    content: {
      ...(orJson && { 'application/json': { schema: { $ref: `#/components/schemas/${orJson.name}` } } }),
      [CSV_MEDIA_TYPE]: { schema: { type: 'string' } },
    },
  };
}

function refusalsOf(handler: Route['handler']): DomainErrorClass[] {
  return (Reflect.getMetadata(REFUSALS, handler) ?? []) as DomainErrorClass[];
}

function needsIfMatch({ controller, name }: Route): boolean {
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<string, { factory?: unknown }>;
  return Object.values(args).some(({ factory }) => factory === versionFromIfMatch);
}

function pageOf(item: Type) {
  return {
    type: 'object',
    required: ['items', 'nextCursor'],
    properties: {
      items: { type: 'array', items: { $ref: `#/components/schemas/${item.name}` } },
      nextCursor: { type: ['string', 'null'], description: 'Where the next page starts; null on the last one.' },
    },
  };
}

/** What every route of a kind can refuse. */
function commonProblems(route: {
  isPublic: boolean;
  operation: Operation;
  conditional: boolean;
  paged: boolean;
  writes: boolean;
}): DomainErrorClass[] {
  const { operation, isPublic, conditional, paged, writes } = route;
  const hasInput = operation.requestBody !== undefined || operation.parameters?.some((parameter) => parameter.in !== 'header');
  return [
    ...(hasInput ? [errors.ValidationFailed] : []),
    ...(paged ? [errors.InvalidCursor] : []),
    ...(operation.requestBody ? [errors.MalformedJson, errors.PayloadTooLarge, errors.UnsupportedMediaType] : []),
    ...(isPublic ? [] : [errors.NotAuthenticated, errors.Forbidden, errors.Unavailable]),
    ...(writes ? [errors.OutcomeUnknown] : []),
    ...(conditional ? [errors.PreconditionRequired, errors.StaleVersion] : []),
    errors.UnexpectedError,
  ];
}

function addProblems(operation: Operation, problems: DomainErrorClass[]): void {
  const distinct = [...new Set(problems)];
  for (const status of new Set(distinct.map(({ kind }) => String(statusOf(kind))))) {
    const classes = distinct.filter(({ kind }) => String(statusOf(kind)) === status);
    const response = problemResponse(classes);
    operation.responses[status] = GATEWAY_STATUSES.has(status) ? gatewayAnswer(response) : response;
  }
}
