import type { DomainError, DomainErrorClass } from '../../core/errors/domain-error.js';
import { ValidationFailed } from '../../core/errors/errors.js';
import { fieldError } from '../../core/errors/field-error.js';
import { PROBLEM_MEDIA_TYPE, toProblem, toStatus } from '../problems/problem.js';
import { FIELD_ERRORS, paramsOf } from '../problems/problem-schemas.js';
import { headerRef } from './headers.js';
import type { Response } from './openapi-objects.js';

/** The statuses that the gateway and the firewall on AWS can return for some routes, with their own body. */
const GATEWAY_STATUSES: readonly string[] = ['401', '403', '404', '413', '429', '500', '503'];

/** The statuses that they can return for every route, with their descriptions. */
const GATEWAY_ANYWHERE = {
  '403': 'The firewall rejected the request.',
  '429': 'Too many requests.',
  '500': 'An error occurred in the gateway.',
  '503': 'The app is not available.',
};

export const GATEWAY_MESSAGE = { $ref: '#/components/schemas/GatewayMessage' };

export const PROBLEM_SCHEMAS = {
  Problem: {
    type: 'object',
    description: 'Problem details (RFC 9457). Decide by `code`.',
    required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId'],
    properties: {
      type: { type: 'string', format: 'uri' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string', description: 'What went wrong in this request, for people.' },
      instance: { type: 'string', description: 'The path of the request.' },
      code: { type: 'string', description: 'Identifies the kind of problem. Never changes.' },
      params: paramsOf('detail'),
      requestId: { type: 'string' },
      errors: FIELD_ERRORS,
      current: { description: 'The current state, if your change was based on an outdated version.' },
    },
  },
  FieldError: {
    type: 'object',
    required: ['field', 'code', 'message'],
    properties: {
      field: { type: 'string', description: 'Path of the invalid property.', examples: ['components[0].weight'] },
      code: { type: 'string', description: 'What is wrong. Never changes, and is the same in all languages.', examples: ['too_large'] },
      message: { type: 'string', description: 'For people.', examples: ['must not be greater than 100.'] },
      params: { ...paramsOf('message'), examples: [{ max: 100 }] },
    },
  },
  GatewayMessage: {
    type: 'object',
    description: 'Error body of the gateway in front of the app on AWS. It has no request id and no code; decide by status.',
    required: ['message'],
    properties: { message: { type: 'string', examples: ['Unauthorized'] } },
  },
};

/** Adds a response for each status of the errors, and for the errors of the gateway. */
export function addProblems(responses: Record<string, Response>, problems: DomainErrorClass[]): void {
  for (const status of new Set(problems.map(({ kind }) => String(toStatus(kind))))) {
    const response = problemResponse(problems.filter(({ kind }) => String(toStatus(kind)) === status));
    responses[status] = GATEWAY_STATUSES.includes(status) ? withGatewayMessage(response) : response;
  }
  for (const [status, description] of Object.entries(GATEWAY_ANYWHERE)) {
    const headers = status === '429' && { headers: { 'Retry-After': headerRef('RetryAfter') } };
    responses[status] ??= withGatewayMessage({ description, ...headers, content: {} });
  }
}

/** The response for all errors of one status. */
function problemResponse(classes: DomainErrorClass[]) {
  const kinds = new Set(classes.map(({ kind }) => kind));
  return {
    description: classes.map(({ code, title }) => `\`${code}\`: ${title}`).join('\n\n'),
    headers: {
      'Content-Language': headerRef('ContentLanguage'),
      ...(classes.some((each) => new each().details.retryAfter !== undefined) && { 'Retry-After': headerRef('RetryAfter') }),
      ...(kinds.has('unauthenticated') && { 'WWW-Authenticate': headerRef('Authenticate') }),
    },
    content: {
      [PROBLEM_MEDIA_TYPE]: {
        schema: problemSchema(classes),
        examples: Object.fromEntries(classes.map(({ code }) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  };
}

/** The schema of one status of one route: its possible codes, and `current` if one of the errors has it. */
function problemSchema(classes: DomainErrorClass[]) {
  const current = classes.find((each) => each.current)?.current;
  return {
    allOf: [
      { $ref: '#/components/schemas/Problem' },
      {
        type: 'object',
        required: ['status', 'code'],
        properties: {
          status: { type: 'integer', const: toStatus(classes[0]!.kind) },
          code: { type: 'string', enum: classes.map(({ code }) => code) },
          ...(current && { current: { $ref: `#/components/schemas/${current.name}` } }),
        },
      },
    ],
  };
}

function withGatewayMessage(response: Response): Response {
  return { ...response, content: { ...response.content, 'application/json': { schema: GATEWAY_MESSAGE } } };
}

const INVALID = ValidationFailed.of(fieldError('limit', 'too_large', { max: 100 }));

/** One example for each problem code. */
export function problemExamples(classes: readonly DomainErrorClass[]) {
  return Object.fromEntries(classes.map((each) => [each.code, { summary: each.title, value: exampleOf(each) }]));
}

function exampleOf(errorClass: DomainErrorClass) {
  const error: DomainError = errorClass === ValidationFailed ? INVALID : new errorClass();
  const example = toProblem(error, { instance: '/api/v1/…', requestId: '8d6c1f0e-3c0f-4a53-9a0e-6d0d8f7a2b11' });
  return JSON.parse(JSON.stringify(example)) as object;
}
