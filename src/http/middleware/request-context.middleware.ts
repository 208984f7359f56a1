import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import type { Log } from '../../core/logging/log.js';
import { routePattern } from '../routes.js';
import { currentContext, requestContext, runInContext, type RequestContext } from '../../core/context/request-context.js';

const REQUEST_ID = /^[A-Za-z0-9-]{1,64}$/;

/** Gives every request its context and id, and writes its log line, which contains no body and no token. */
export function requestContextMiddleware(timeLimit: number, log: Log) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const startedAt = performance.now();
    const given = request.headers['x-request-id'];
    const context = requestContext(
      typeof given === 'string' && REQUEST_ID.test(given) ? given : (currentContext()?.requestId ?? randomUUID()),
      timeLimit,
    );
    context.path = request.path;
    response.setHeader('X-Request-Id', context.requestId);
    const end = (how: 'finish' | 'close') => {
      if (isLogged) return;
      isLogged = true;
      log.log(lineOf(request, response, context, { how, ms: performance.now() - startedAt }), 'Request');
    };
    let isLogged = false;
    // In a function no connection closes.
    response.once('finish', () => end('finish')).once('close', () => end('close'));
    runInContext(context, next);
  };
}

function lineOf(
  request: Request,
  response: Response,
  { requestId, actor, address, cost }: RequestContext,
  { how, ms }: { how: 'finish' | 'close'; ms: number },
) {
  return {
    requestId,
    method: request.method,
    // The pattern instead of the path groups requests, and contains no personal data.
    route: routePattern(request),
    status: response.statusCode,
    ...(how === 'close' && { aborted: true }),
    ms: Math.round(ms * 10) / 10,
    userId: actor?.id,
    role: actor?.role,
    address,
    dynamodb: { requests: cost.requests, rounds: cost.rounds, readUnits: cost.readUnits, writeUnits: cost.writeUnits },
  };
}
