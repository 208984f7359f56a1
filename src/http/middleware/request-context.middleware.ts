import type { NextFunction, Request, Response } from 'express';
import { randomUUID } from 'node:crypto';
import { currentContext, requestContext, type RequestContext, runInContext, shownRequestId } from '../../core/context/request-context.js';
import type { Log } from '../../core/logging/log.js';
import { routePattern } from '../routes.js';

const REQUEST_ID = /^[A-Za-z0-9-]{1,64}$/;

/** Creates the context of every request, and writes its log line. The line contains neither the body nor the token. */
export function requestContextMiddleware(timeLimit: number, log: Log) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const startedAt = performance.now();
    const sentId = request.headers['x-request-id'];
    const context = requestContext(currentContext()?.requestId ?? randomUUID(), timeLimit);
    if (typeof sentId === 'string' && REQUEST_ID.test(sentId)) context.clientRequestId = sentId;
    context.path = request.path;
    response.setHeader('X-Request-Id', shownRequestId(context));
    let isLogged = false;
    const end = (isAborted: boolean) => {
      if (isLogged) return;
      isLogged = true;
      log.log(toEntry(request, response, context, { isAborted, ms: performance.now() - startedAt }), 'Request');
    };
    // In Lambda there is no connection that closes.
    response.once('finish', () => end(false)).once('close', () => end(true));
    runInContext(context, next);
  };
}

function toEntry(
  request: Request,
  response: Response,
  { requestId, clientRequestId, actor, address, cost }: RequestContext,
  { isAborted, ms }: { isAborted: boolean; ms: number },
) {
  return {
    requestId,
    clientRequestId,
    method: request.method,
    // Unlike the path, the pattern groups requests and contains no personal data.
    route: routePattern(request),
    status: response.statusCode,
    ...(isAborted && { aborted: true }),
    ms: Math.round(ms * 10) / 10,
    userId: actor?.id,
    role: actor?.role,
    address,
    dynamodb: { requests: cost.requests, rounds: cost.rounds, readUnits: cost.readUnits, writeUnits: cost.writeUnits },
  };
}
