import type { DomainErrorClass } from '../common/domain-error.js';
import { problemOf, PROBLEM_MEDIA_TYPE } from '../common/problem.js';

/** What the gateway and the firewall before the app may answer by themselves, on AWS. */
export const GATEWAY_STATUSES: ReadonlySet<string> = new Set(['401', '403', '404', '413', '429', '500', '503']);

const PROBLEM = { $ref: '#/components/schemas/Problem' };
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

/** The response for errors that share a status, with an example of each. */
export function problemResponse(classes: DomainErrorClass[]) {
  const kinds = new Set(classes.map(({ kind }) => kind));
  return {
    description: classes.map(({ code, title }) => `\`${code}\`: ${title}`).join('\n\n'),
    headers: {
      'X-Request-Id': { $ref: '#/components/headers/RequestId' },
      ...(kinds.has('unavailable') && { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } }),
      ...(kinds.has('unauthenticated') && { 'WWW-Authenticate': { $ref: '#/components/headers/Authenticate' } }),
    },
    content: {
      [PROBLEM_MEDIA_TYPE]: {
        schema: PROBLEM,
        examples: Object.fromEntries(classes.map((each) => [each.code, { summary: each.title, value: exampleOf(each) }])),
      },
    },
  };
}

/** The same response, or the gateway's own. */
export function gatewayAnswer<T extends { content: object }>(response: T) {
  return { ...response, content: { ...response.content, 'application/json': { schema: GATEWAY_MESSAGE } } };
}

function exampleOf(errorClass: DomainErrorClass) {
  const example = problemOf(new errorClass(), { instance: '/api/v1/…', requestId: '8d6c1f0e-3c0f-4a53-9a0e-6d0d8f7a2b11' });
  return JSON.parse(JSON.stringify(example)) as object;
}
