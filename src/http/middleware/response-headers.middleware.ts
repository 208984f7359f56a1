import type { Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';

const YEAR_S = 365 * 24 * 60 * 60;

/** Answers are data: browsers must not run, frame or embed them, nor guess their type. */
const protect = helmet({
  contentSecurityPolicy: { useDefaults: false, directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] } },
  // Other hosts under the same name may not use HTTPS.
  strictTransportSecurity: { maxAge: YEAR_S, includeSubDomains: false },
  referrerPolicy: { policy: 'no-referrer' },
  // This is about embedding. Listed origins fetch by CORS.
  crossOriginResourcePolicy: { policy: 'same-origin' },
  xFrameOptions: { action: 'deny' },
  // These concern pages, or old browsers.
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xPoweredBy: false,
  xXssProtection: false,
});

/** Only the browser of the caller may keep an answer, and must revalidate it with `If-None-Match` each time. */
const PRIVATE_CACHING = { 'Cache-Control': 'private, no-cache', Vary: 'Origin, Accept-Encoding' };

/** Sets the headers of all answers. They never change, so Helmet computes them once. */
export function responseHeaders(): RequestHandler {
  const headers = new Map(Object.entries(PRIVATE_CACHING));
  const recorder = { setHeader: (name: string, value: string) => headers.set(name, value) };
  protect({} as Request, recorder as unknown as Response, (error) => {
    if (error) throw error as Error;
  });
  return (_request, response, next) => {
    response.setHeaders(headers);
    next();
  };
}
