import type { NextFunction, Request, Response } from 'express';
import { currentContext } from '../../core/context/request-context.js';

/** CloudFront adds this header to every request. */
const ORIGIN_SECRET = 'x-origin-secret';

/**
 * Admits requests that came through CloudFront. Only of these the address of the viewer is known.
 * @param verify rejects a value that is not one of the secrets CloudFront sends
 */
export function verifyOrigin(verify: (value: string | undefined) => Promise<void>) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    const given = request.headers[ORIGIN_SECRET];
    delete request.headers[ORIGIN_SECRET];
    verify(typeof given === 'string' ? given : undefined).then(
      () => {
        const context = currentContext();
        if (context) context.address = addressOf(request);
        next();
      },
      (error: unknown) => next(error),
    );
  };
}

/**
 * The address by the proxies that are trusted, as Express finds it. In a function its adapter puts another in the way of that, which stays there: without
 * a property that it was made with, V8 looks up all others of a request as in a dictionary, on each of its steps.
 */
function addressOf(request: Request): string | undefined {
  const { request: prototype } = request.app as unknown as { request: Request };
  return Reflect.get(prototype, 'ip', request);
}
