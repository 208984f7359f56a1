import type { RequestHandler } from 'express';
import helmet from 'helmet';

const YEAR_S = 365 * 24 * 60 * 60;

/** What protects whoever reads an answer. The answers are data: no browser is to run, frame or embed them, or to guess what they are. */
export function securityHeaders(): RequestHandler {
  return helmet({
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
    xXssProtection: false,
  });
}

/** An answer is for whoever asked: their own browser may keep it, and asks each time with `If-None-Match` whether it still holds. */
export const keptByTheCallerOnly: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'private, no-cache');
  response.vary('Origin, Accept-Encoding');
  next();
};
