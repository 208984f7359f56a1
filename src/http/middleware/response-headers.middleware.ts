import type { Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';

/** Responses are data. Browsers must not run, frame or embed them, or guess their type. */
const protect = helmet({
  contentSecurityPolicy: { useDefaults: false, directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] } },
  // Subdomains of the host are possibly without HTTPS.
  strictTransportSecurity: { maxAge: 365 * 24 * 60 * 60, includeSubDomains: false },
  referrerPolicy: { policy: 'no-referrer' },
  // It forbids embedding. Listed origins can still fetch with CORS.
  crossOriginResourcePolicy: { policy: 'same-origin' },
  xFrameOptions: { action: 'deny' },
  // The rest is for pages or old browsers.
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xPoweredBy: false,
  xXssProtection: false,
});

/** Only the browser of the caller may store a response, and must revalidate it with `If-None-Match` each time. */
const PRIVATE_CACHING = { 'Cache-Control': 'private, no-cache', Vary: 'Origin, Accept-Encoding' };

/** Sets the headers that every response has. They never change, so Helmet computes them once. */
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
