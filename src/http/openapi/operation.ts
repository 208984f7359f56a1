import { MfaRequired } from '../../auth/staff-mfa.js';
import type { DomainErrorClass } from '../../core/errors/domain-error.js';
import * as errors from '../../core/errors/errors.js';
import type { FileBodyOptions } from '../spreadsheets/file-body.js';
import { MalformedFile } from '../spreadsheets/malformed-file.js';
import { CSV_MEDIA_TYPE, WORKBOOK_MEDIA_TYPE } from '../spreadsheets/media-types.js';
import { CreatedThingGone, IdempotencyKeyReused, KeyInUse } from '../idempotency/idempotency.errors.js';
import { headerRef } from './headers.js';
import { PROBLEM_MEDIA_TYPE } from '../problems/problem.js';
import type { Content, Operation, Response, Schemas } from './openapi-objects.js';
import { parametersOf } from './parameters.js';
import { addProblems, GATEWAY_MESSAGE } from './problems.js';
import type { Route } from './route.js';
import { clientName } from './client-document.js';

/** Exempt from rate limits and load shedding, because it answers from memory. */
const UNLIMITED = '/health';

const DESCRIPTIONS: Record<string, string> = { '201': 'Created', '204': 'No Content' };

/** Completes an operation with the declarations of its decorators: roles, parameters, body, headers and errors. Returns the errors. */
export function documentOperation(
  operation: Operation,
  route: Route,
  { method, path, schemas }: { method: string; path: string; schemas: Schemas },
): DomainErrorClass[] {
  const isRevalidated = method === 'get' && route.isRevalidated;
  describe(operation, route);
  operation.security = route.isPublic ? [] : [{ accessToken: [] }];
  operation.parameters = parametersOf(route, isRevalidated, operation.parameters);
  if (route.fileBody) operation.requestBody = fileRequestBody(route.fileBody);
  // A PATCH requires a body. Any other JSON body is optional if none of its properties is required.
  if (operation.requestBody && method !== 'patch' && !route.fileBody)
    operation.requestBody.required = (schemaOf(operation.requestBody.content, schemas)?.required ?? []).length > 0;
  for (const [status, response] of Object.entries(operation.responses)) {
    response.description ||= DESCRIPTIONS[status] ?? 'OK';
    if (route.item) response.content = { 'application/json': { schema: pageRef(route.item.name) } };
    const isVersioned = isNumber(schemaOf(response.content, schemas)?.properties?.version);
    response.headers = {
      ...response.headers,
      ...headersOf(route),
      ...((isVersioned || isRevalidated) && { ETag: headerRef('ETag') }),
      ...(route.hasLocation && { Location: headerRef('Location') }),
      ...(route.hasTexts && { 'Content-Language': headerRef('ContentLanguage') }),
    };
  }
  if (isRevalidated)
    operation.responses['304'] = {
      description: 'Not Modified: the ETag is still current.',
      headers: { ...headersOf(route), ETag: headerRef('ETag') },
    };
  const problems = [
    ...problemsOf(operation, route, method),
    ...(path === UNLIMITED ? [] : [errors.TooManyRequests, errors.Unavailable]),
    ...route.declaredErrors,
  ];
  // Keeps one error for each code. A declared error wins, because it comes last.
  const distinct = [...new Map(problems.map((problem) => [problem.code, problem])).values()];
  addProblems(operation.responses, distinct);
  for (const response of Object.values(operation.responses)) if (isOfApp(response)) addCommonHeaders(response, path);
  return distinct;
}

/** The headers that a route has whether the answer has changed or not. */
function headersOf({ isPaged, isFile }: Route) {
  return { ...(isPaged && { Link: headerRef('Link') }), ...(isFile && { 'Content-Disposition': headerRef('ContentDisposition') }) };
}

/** Whether the app sends the response, and not only the gateway in front of it. */
function isOfApp({ content }: Response): boolean {
  return (
    (content?.['application/json']?.schema as { $ref?: string } | undefined)?.$ref !== GATEWAY_MESSAGE.$ref ||
    PROBLEM_MEDIA_TYPE in content!
  );
}

function addCommonHeaders(response: Response, path: string): void {
  response.headers = {
    'X-Request-Id': headerRef('RequestId'),
    ...(path !== UNLIMITED && { RateLimit: headerRef('RateLimit'), 'RateLimit-Policy': headerRef('RateLimitPolicy') }),
    ...response.headers,
  };
}

function isNumber(property: object | undefined): boolean {
  return (property as { type?: string } | undefined)?.type === 'number';
}

function fileRequestBody({ orJson, columns }: FileBodyOptions) {
  return {
    required: true,
    description: `A CSV file in UTF-8 or UTF-16, separated by comma, semicolon or tab, or a workbook (.xlsx), of which the first sheet is read. Columns: ${columns}`,
    content: {
      ...(orJson && { 'application/json': { schema: { $ref: `#/components/schemas/${orJson.name}` } } }),
      [CSV_MEDIA_TYPE]: { schema: { type: 'string' } },
      [WORKBOOK_MEDIA_TYPE]: { schema: { type: 'string', format: 'binary' } },
    },
  };
}

/** Uses the docstring of the handler as the description, and its text up to the first full stop, colon or semicolon as the summary. */
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

/** The errors of every route of this kind. `@Throws` declares the others. */
function problemsOf(operation: Operation, route: Route, method: string): DomainErrorClass[] {
  const { isPublic, isAllowedWithoutMfa, isConditional, isIdempotent, fileBody } = route;
  return [
    errors.ValidationFailed,
    ...(operation.parameters?.some(({ name }) => name === 'cursor') ? [errors.InvalidCursor] : []),
    ...(operation.requestBody ? [errors.MalformedJson, errors.PayloadTooLarge, errors.UnsupportedMediaType] : []),
    ...(fileBody ? [MalformedFile] : []),
    ...(isPublic ? [] : [errors.NotAuthenticated, errors.Forbidden, errors.Unavailable]),
    ...(isAllowedWithoutMfa ? [] : [MfaRequired]),
    ...(method === 'get' ? [] : [errors.OutcomeUnknown]),
    ...(isConditional ? [errors.PreconditionRequired, errors.StaleVersion] : []),
    ...(isIdempotent ? [IdempotencyKeyReused, CreatedThingGone, KeyInUse] : []),
    errors.UnexpectedError,
  ];
}
