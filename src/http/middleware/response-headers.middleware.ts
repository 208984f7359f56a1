import type { Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';

const YEAR_S = 365 * 24 * 60 * 60;

/** What protects whoever reads an answer. The answers are data: no browser is to run, frame or embed them, or to guess what they are. */
const protect = helmet({
  contentSecurityPolicy: { useDefaults: false, directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] } },
  // Whether other hosts under the same name speak HTTPS is not ours to say.
  strictTransportSecurity: { maxAge: YEAR_S, includeSubDomains: false },
  referrerPolicy: { policy: 'no-referrer' },
  // Embedding only: what a listed origin fetches goes by CORS.
  crossOriginResourcePolicy: { policy: 'same-origin' },
  xFrameOptions: { action: 'deny' },
  // These concern pages, or browsers of long ago.
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xPoweredBy: false,
  xXssProtection: false,
});

/** An answer is for whoever asked: their own browser may keep it, and asks each time with `If-None-Match` whether it still holds. */
const KEPT_BY_THE_CALLER_ONLY = { 'Cache-Control': 'private, no-cache', Vary: 'Origin, Accept-Encoding' };

/** Sets the headers that all answers begin with. They never change, so that Helmet is asked for them once. */
export function responseHeaders(): RequestHandler {
  const headers = new Map(Object.entries(KEPT_BY_THE_CALLER_ONLY));
  const recorder = { setHeader: (name: string, value: string) => headers.set(name, value) };
  protect({} as Request, recorder as unknown as Response, (error) => {
    if (error) throw error as Error;
  });
  return (_request, response, next) => {
    response.setHeaders(headers);
    next();
  };
}

/** Keeps an answer out of every cache. It is never the one that was there before, either. */
export function setNoStore(response: Response): void {
  response.setHeader('Cache-Control', 'no-store');
  delete response.req.headers['if-none-match'];
}
