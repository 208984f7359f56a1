import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { UnsupportedMediaType } from './errors.js';
import { patternOf } from './routes.js';
import { requestContext, runInContext, type RequestContext } from './request-context.js';

const REQUEST_ID = /^[A-Za-z0-9-]{1,64}$/;

/** Gives every request its context and id, and the log its line. The line holds no body, no token and nothing personal. */
export function inRequestContext(timeLimit: number) {
  const logger = new Logger('Request');
  return (request: Request, response: Response, next: NextFunction): void => {
    const startedAt = performance.now();
    const given = request.headers['x-request-id'];
    const context = requestContext(typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID(), timeLimit);
    response.setHeader('X-Request-Id', context.requestId);
    response.once('close', () =>
      runInContext(context, () => logger.log(lineOf(request, response, context, performance.now() - startedAt))),
    );
    runInContext(context, next);
  };
}

function lineOf(request: Request, response: Response, { actor, cost }: RequestContext, ms: number) {
  return {
    method: request.method,
    // The pattern, not the path: it groups, and it names nobody.
    route: patternOf(request),
    status: response.statusCode,
    ...(!response.writableFinished && { aborted: true }),
    ms: Math.round(ms * 10) / 10,
    userId: actor?.id,
    role: actor?.role,
    dynamodb: { requests: cost.requests, rounds: cost.rounds, readUnits: cost.readUnits, writeUnits: cost.writeUnits },
  };
}

/** Refuses bodies that are neither JSON nor CSV, instead of taking them for empty. Which of the two a route takes is known when it is found. */
export function requireKnownBody(request: Request, _response: Response, next: NextFunction): void {
  const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (hasBody && !request.is(['application/json', 'text/csv'])) {
    return next(new UnsupportedMediaType('The body must be application/json, or text/csv where the route takes that.'));
  }
  next();
}
