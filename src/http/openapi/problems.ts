import type { DomainError, DomainErrorClass } from '../../core/errors/domain-error.js';
import { ValidationFailed } from '../../core/errors/errors.js';
import { toProblem, PROBLEM_MEDIA_TYPE, toStatus } from '../problems/problem.js';
import { headerRef } from './headers.js';

/** What the gateway and the firewall before the app may answer by themselves, on AWS. */
export const GATEWAY_STATUSES: ReadonlySet<string> = new Set(['401', '403', '404', '413', '429', '500', '503']);

/** What they may answer to any request, whatever the route. */
export const GATEWAY_ANYWHERE = ['403', '429', '500', '503'] as const;

const GATEWAY_MEANINGS: Record<(typeof GATEWAY_ANYWHERE)[number], string> = {
  '403': 'Refused by the firewall.',
  '429': 'Too many requests.',
  '500': 'Something went wrong before the app.',
  '503': 'The app cannot be reached.',
};

const GATEWAY_MESSAGE = { $ref: '#/components/schemas/GatewayMessage' };

export const PROBLEM_SCHEMAS = {
  Problem: {
    type: 'object',
    description: 'RFC 9457 problem details. Clients decide by `code`.',
    required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId'],
    properties: {
      type: { type: 'string', format: 'uri' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string', description: 'What was wrong this time.' },
      instance: { type: 'string', description: 'The path that was asked for.' },
      code: { type: 'string', description: 'Stable.' },
      requestId: { type: 'string' },
      errors: { type: 'array', items: { $ref: '#/components/schemas/FieldError' } },
      current: { description: 'The thing as it is now, where a change was based on an older state.' },
    },
  },
  FieldError: {
    type: 'object',
    required: ['field', 'code', 'message'],
    properties: {
      field: { type: 'string', description: 'Path of what is wrong.', examples: ['components[0].weight'] },
      code: { type: 'string', examples: ['is_int'] },
      message: { type: 'string', examples: ['must be an integer number.'] },
    },
  },
  GatewayMessage: {
    type: 'object',
    description: 'What stands before the app on AWS answers like this, without a request id. Clients go by status.',
    required: ['message'],
    properties: { message: { type: 'string', examples: ['Unauthorized'] } },
  },
};

/** The response for errors that share a status. */
export function problemResponse(classes: DomainErrorClass[]) {
  const kinds = new Set(classes.map(({ kind }) => kind));
  return {
    description: classes.map(({ code, title }) => `\`${code}\`: ${title}`).join('\n\n'),
    headers: {
      'X-Request-Id': headerRef('RequestId'),
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

/** A problem as one status of one route has it: with the codes that it may have there, and the thing as it is now where one of them tells it. */
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

/** A response that only the gateway gives. */
export function gatewayResponse(status: (typeof GATEWAY_ANYWHERE)[number]) {
  return gatewayAnswer({
    description: GATEWAY_MEANINGS[status],
    ...(status === '429' && { headers: { 'Retry-After': headerRef('RetryAfter') } }),
    content: {},
  });
}

/** The same response, or the gateway's own. */
export function gatewayAnswer<T extends { content: object }>(response: T) {
  return { ...response, content: { ...response.content, 'application/json': { schema: GATEWAY_MESSAGE } } };
}

const INVALID = ValidationFailed.of({ field: 'limit', code: 'max', message: 'must not be greater than 100.' });

/** An example of each problem, by its code. */
export function problemExamples(classes: readonly DomainErrorClass[]) {
  return Object.fromEntries(classes.map((each) => [each.code, { summary: each.title, value: exampleOf(each) }]));
}

function exampleOf(errorClass: DomainErrorClass) {
  const error: DomainError = errorClass === ValidationFailed ? INVALID : new errorClass();
  const example = toProblem(error, { instance: '/api/v1/…', requestId: '8d6c1f0e-3c0f-4a53-9a0e-6d0d8f7a2b11' });
  return JSON.parse(JSON.stringify(example)) as object;
}
