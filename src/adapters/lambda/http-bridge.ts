import { EventEmitter } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * How the adapter of events hands a request to Express: until it is answered. Its own way counts a body as read at once, which is then not there for
 * whoever reads it only after waiting for something.
 */
export const httpBridge = (app: RequestListener) => ({
  sendRequest: ({ request, response }: Exchange): Promise<void> =>
    new Promise((answered) => {
      // There is no connection, but who refuses a body listens for its end.
      Object.setPrototypeOf(request.socket, EventEmitter.prototype as object);
      response.once('finish', answered);
      app(request, response);
    }),
});
