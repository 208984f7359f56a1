import type { NextFunction, Request, Response } from 'express';
import { currentContext } from '../common/request-context.js';
import type { OriginSecrets } from './origin-secrets.js';

/** What CloudFront adds to every request. */
const ORIGIN_SECRET = 'x-origin-secret';

/** Lets requests in that came through CloudFront. Only of these it is known which address they came from. */
export function fromOurFront(secrets: OriginSecrets) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    const given = request.headers[ORIGIN_SECRET];
    delete request.headers[ORIGIN_SECRET];
    secrets.assertOneIs(typeof given === 'string' ? given : undefined).then(
      () => {
        const context = currentContext();
        if (context) context.address = request.ip;
        next();
      },
      (error: unknown) => next(error),
    );
  };
}
