import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { readBody, UnreadableBody } from '../loopback.js';
import { CognitoError } from './errors.js';
import { ConnectionCut } from './faults.js';
import { type Input, isObject } from './input.js';

/** The handlers of the server. */
export interface Endpoint {
  /** Runs one call of the API. */
  perform(operation: string, input: Input, authorization: string | undefined): Promise<object>;
  /** A document by its path, e.g. the JWKS; undefined where there is none. */
  document(path: string): Promise<object | undefined>;
}

const TARGET = /^AWSCognitoIdentityProviderService\.(\w+)$/;
const LOCAL_ORIGIN = /^https?:\/\/(localhost|[\w-]+\.localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
const MAX_BODY = 128 * 1024;

/** AWS's JSON 1.1 over HTTP, open to pages from this machine. */
export function listenerFor(endpoint: Endpoint): RequestListener {
  return (request, response) => {
    allowLocalPages(request, response);
    answer(endpoint, request, response).catch((error: unknown) => refuse(response, error));
  };
}

async function answer(endpoint: Endpoint, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').replace(/\?.*$/s, '');
  if (request.method === 'OPTIONS') return end(response, 204);
  if (request.method === 'GET' || request.method === 'HEAD') {
    const document = await endpoint.document(path);
    return document ? end(response, 200, document, 'application/json') : end(response, 404, { message: 'Not Found' }, 'application/json');
  }
  if (request.method !== 'POST') return end(response, 405, { message: 'Method Not Allowed' }, 'application/json');

  const body = await readBody(request, MAX_BODY);
  const operation = TARGET.exec(String(request.headers['x-amz-target']))?.[1];
  if (!operation) throw new CognitoError('UnknownOperationException', 'There is no such operation.');
  end(response, 200, await endpoint.perform(operation, parse(body), request.headers.authorization));
}

function parse(body: Buffer): Input {
  try {
    const input: unknown = JSON.parse(body.toString('utf8') || '{}');
    if (isObject(input)) return input;
  } catch {
    // Reported below: invalid JSON and JSON that is not an object are the same error.
  }
  throw new CognitoError('SerializationException', 'The body is not a JSON object.');
}

function refuse(response: ServerResponse, error: unknown): void {
  if (error instanceof ConnectionCut) return void response.destroy();
  const refusal = asRefusal(error);
  response.setHeader('x-amzn-errortype', `${refusal.code}:`);
  end(response, refusal.status, { __type: refusal.code, message: refusal.message });
}

function asRefusal(error: unknown): CognitoError {
  if (error instanceof CognitoError) return error;
  if (error instanceof UnreadableBody) return new CognitoError('RequestEntityTooLargeException', error.message, 413);
  return new CognitoError('InternalErrorException', error instanceof Error ? error.message : 'Internal error', 500);
}

function end(response: ServerResponse, status: number, body?: object, type = 'application/x-amz-json-1.1'): void {
  response.statusCode = status;
  response.setHeader('x-amzn-requestid', randomUUID());
  response.setHeader('cache-control', 'no-store');
  if (body) response.setHeader('content-type', type);
  response.end(body && JSON.stringify(body));
}

/** Pages of other hosts get no CORS headers, so browsers do not let them call the server. */
function allowLocalPages({ headers }: IncomingMessage, response: ServerResponse): void {
  response.setHeader('vary', 'origin');
  if (!headers.origin || !LOCAL_ORIGIN.test(headers.origin)) return;
  response.setHeader('access-control-allow-origin', headers.origin);
  response.setHeader('access-control-allow-methods', 'POST, GET, OPTIONS');
  response.setHeader('access-control-allow-headers', headers['access-control-request-headers'] ?? '*');
  response.setHeader('access-control-expose-headers', 'x-amzn-requestid, x-amzn-errortype');
  response.setHeader('access-control-max-age', '600');
}
