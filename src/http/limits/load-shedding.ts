import type { Request, RequestHandler, Response } from 'express';
import type { Config } from '../../config/config.js';
import { detail } from '../../core/errors/domain-error.js';
import { Unavailable } from '../../core/errors/errors.js';
import { hasBody } from '../body/read-body.js';

/**
 * Rejects requests while a plain server already processes `requestsAtOnce` of them. A quick retry waits less than a request in an endless queue.
 * On AWS, each request has its own environment. 0 is no limit.
 */
export function loadShedding({ requestsAtOnce }: Config): RequestHandler[] {
  if (requestsAtOnce === 0) return [];
  let active = 0;
  const begin = (response: Response) => {
    // A request that is rejected for its headers has its response before its body ends.
    if (response.headersSent || response.closed) return;
    active += 1;
    onceAnswered(response, () => (active -= 1));
  };
  return [
    (request, response, next) => {
      if (answersFromMemory(request)) return next();
      if (active >= requestsAtOnce) return next(new Unavailable(detail('unavailable.overloaded')));
      // Otherwise a few clients that send their bodies slowly, or never, would block all others.
      if (hasBody(request)) request.once('end', () => begin(response));
      else begin(response);
      next();
    },
  ];
}

/**
 * Runs `then` when a response begins, because it is complete by then. A client that reads it slowly, or never, would otherwise block all others. A
 * client can also disconnect before.
 */
function onceAnswered(response: Response, then: () => void): void {
  let isAnswered = false;
  const end = () => {
    if (!isAnswered) then();
    isAnswered = true;
  };
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => Response;
  response.writeHead = (...args: unknown[]) => {
    end();
    return writeHead(...args);
  };
  response.once('close', end);
}

/** The only request that is exempt from all limits, so that an overloaded server still shows that it is alive. */
export function answersFromMemory({ method, path }: Request): boolean {
  return path === '/health' && (method === 'GET' || method === 'HEAD');
}
