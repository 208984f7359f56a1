import type { Request, RequestHandler, Response } from 'express';
import { Unavailable } from '../../core/errors/errors.js';
import type { Config } from '../../config/config.js';
import { isHealthCheck } from './exempt-routes.js';

/**
 * Turns requests away while as many are under way as a plain server works on at once, before anything is done for them: who is told at once to come
 * again waits less than in a queue that grows without end, and so do all others. On AWS each request has an environment of its own. 0 is no limit.
 */
export function loadShedding({ requestsAtOnce }: Config): RequestHandler[] {
  if (requestsAtOnce === 0) return [];
  let underWay = 0;
  const begin = (response: Response) => {
    underWay += 1;
    response.once('close', () => (underWay -= 1));
  };
  return [
    (request, response, next) => {
      if (isHealthCheck(request)) return next();
      if (underWay >= requestsAtOnce) return next(new Unavailable('The server is overloaded. Nothing was changed; try again later.'));
      whenWhole(request, () => !isAnswered(response) && begin(response));
      next();
    },
  ];
}

/** A body that comes slowly, or never, is no work yet: a few who send such would otherwise keep everybody out. */
function whenWhole(request: Request, act: () => void): void {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
  if (encoding === undefined && length === '0') act();
  else request.once('end', act);
}

/** What is refused for its head has its answer before its body has ended. */
function isAnswered(response: Response): boolean {
  return response.writableEnded || response.closed;
}
