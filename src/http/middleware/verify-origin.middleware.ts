import type { NextFunction, Request, Response } from 'express';
import { currentContext } from '../../core/context/request-context.js';

/** CloudFront adds this header to every request. */
const ORIGIN_SECRET = 'x-origin-secret';

/**
 * Accepts only requests that came through CloudFront. Their headers name the network address of the viewer.
 * @param verify rejects a value that is not a secret of CloudFront
 */
export function verifyOrigin(verify: (value: string | undefined) => Promise<void>) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    const secret = request.headers[ORIGIN_SECRET];
    delete request.headers[ORIGIN_SECRET];
    verify(typeof secret === 'string' ? secret : undefined).then(
      () => {
        recordAddress(request);
        next();
      },
      (error: unknown) => next(error),
    );
  };
}

/** Every request of a plain server has an address: that of its connection, unless a trusted proxy names another. */
export function recordOrigin(request: Request, _response: Response, next: NextFunction): void {
  recordAddress(request);
  next();
}

function recordAddress(request: Request): void {
  const context = currentContext();
  if (context) context.address = addressOf(request);
}

/**
 * Reads the address from the getter of Express, which respects the trusted proxies. The Lambda adapter hides the getter behind a property `ip` of the
 * request. Deleting that property would slow down every access to the request in V8.
 */
function addressOf(request: Request): string | undefined {
  const { request: prototype } = request.app as unknown as { request: Request };
  return Reflect.get(prototype, 'ip', request);
}
