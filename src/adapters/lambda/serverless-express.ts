import { configure } from '@vendia/serverless-express';
import type { Express } from 'express';
import { EventEmitter } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { WORKBOOK_MEDIA_TYPE } from '../../http/spreadsheets/media-types.js';
import type { HttpEvent } from './function-event.js';
import type { InvocationContext } from './lambda-function.js';

/** A response of the library. */
interface LibraryResponse {
  readonly statusCode: number;
  readonly headers: Record<string, number | string | string[]>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** Lets an Express app answer the events of an HTTP API. */
export function serverlessExpress(app: Express): (event: HttpEvent, context: InvocationContext) => Promise<unknown> {
  const handler = configure({
    app,
    framework: bridgeTo(app),
    eventSourceName: 'AWS_API_GATEWAY_V2',
    eventSource: httpApiEventSource,
    binarySettings: { isBinary },
  });
  // The library declares a callback, which newer versions of Node.js on Lambda reject in a handler.
  return (event, context) => handler(event, context as never, undefined as never) as Promise<unknown>;
}

/** Sends requests to Express. The library itself ends the body at once, and a middleware that reads it later would miss it. */
const bridgeTo = (app: RequestListener) => ({
  sendRequest: ({ request, response }: { request: IncomingMessage; response: ServerResponse }): Promise<void> =>
    new Promise((resolve) => {
      // There is no connection, but body parsers listen to the events of the socket.
      Object.setPrototypeOf(request.socket, EventEmitter.prototype as object);
      response.once('finish', resolve);
      app(request, response);
    }),
});

/** Reads events in the payload format 2.0. The library itself would try fifteen formats for every event. Cookies are ignored. */
export const httpApiEventSource = {
  getRequest({ event }: { event: HttpEvent }) {
    const { rawPath, rawQueryString, headers, body, isBase64Encoded, requestContext } = event;
    const path = encodePath(rawPath);
    const bytes = body ? Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8') : undefined;
    return {
      method: requestContext.http.method,
      path: rawQueryString ? `${path}?${rawQueryString}` : path,
      headers: bytes ? { ...headers, 'content-length': String(bytes.length) } : headers,
      body: bytes,
      remoteAddress: requestContext.http.sourceIp,
    };
  },

  getResponse({ statusCode, headers, body, isBase64Encoded }: LibraryResponse): object {
    for (const name in headers) headers[name] = String(headers[name]);
    return { statusCode, headers, body, isBase64Encoded };
  },
};

/** Every response of the app is text, unless it is compressed or a workbook. */
export const isBinary = ({ headers }: Pick<LibraryResponse, 'headers'>): boolean =>
  headers['content-encoding'] !== undefined || headers['content-type'] === WORKBOOK_MEDIA_TYPE;

/** Encodes a path again, because the gateway decodes it. Half a surrogate pair, which is valid in JSON but not in UTF-8, becomes U+FFFD. */
function encodePath(path: string): string {
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/');
}
