import { randomBytes } from 'node:crypto';
import { valuesOf } from './cloudfront.js';
import type { HttpRequest } from './http-request.js';

const API_ID = 'a1b2c3d4e5';

/** An event of an HTTP API in payload format 2.0. It has no empty properties, as on AWS. */
export interface HttpApiEvent {
  readonly version: '2.0';
  readonly routeKey: string;
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly requestContext: Readonly<Record<string, unknown>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

/** A path that is not properly encoded. */
export class BadPath extends Error {}

/** Splits the target of a request into path and query. It decodes the path, and drops everything after a `?` that was encoded. @throws BadPath */
export function splitTarget(target: string): { rawPath: string; rawQueryString: string } {
  const at = target.indexOf('?');
  const path = at < 0 ? target : target.slice(0, at);
  return { rawPath: decodedPath(path).split('?')[0]!, rawQueryString: at < 0 ? '' : target.slice(at + 1) };
}

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new BadPath();
  }
}

/** The claims that an authorizer read from a token. */
export type TokenClaims = Readonly<Record<string, unknown>>;

/** The event for a request to a route. @throws BadPath */
export function eventOf(request: HttpRequest, routeKey: string, claims?: TokenClaims, now = new Date()): HttpApiEvent {
  const { rawPath, rawQueryString } = splitTarget(request.target);
  const domainName = `${API_ID}.execute-api.us-east-1.amazonaws.com`;
  const headers = headersOf(request, domainName);
  const cookies = valuesOf(request, 'cookie').flatMap((cookie) => cookie.split(/;\s*/));
  const isText = isTextual(request);
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(rawQueryString !== '' && { queryStringParameters: joined(new URLSearchParams(rawQueryString)) }),
    ...(routeKey.includes('{proxy+}') && { pathParameters: { proxy: rawPath.slice(1) } }),
    requestContext: {
      accountId: '123456789012',
      apiId: API_ID,
      ...(claims && { authorizer: { jwt: { claims: textsOf(claims), scopes: null } } }),
      domainName,
      domainPrefix: API_ID,
      http: {
        method: request.method,
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: request.address,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomBytes(11).toString('base64'),
      routeKey,
      stage: '$default',
      time: logTimeOf(now),
      timeEpoch: now.getTime(),
    },
    ...(request.body.length > 0 && { body: request.body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: request.body.length > 0 && !isText,
  };
}

/** Names in lower case, values of the same name joined, without cookies, which the event lists separately. */
function headersOf(request: HttpRequest, domainName: string): Record<string, string> {
  const forwarded = [...valuesOf(request, 'x-forwarded-for'), request.address].join(', ');
  return {
    ...joined(request.headers.map(([name, value]) => [name.toLowerCase(), value] as const).filter(([name]) => name !== 'cookie')),
    'content-length': String(request.body.length),
    host: domainName,
    'x-amzn-trace-id': `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString('hex')}`,
    'x-forwarded-for': forwarded,
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
  };
}

/** Whether a body has a media type of text, no content encoding, and valid UTF-8. */
function isTextual(request: HttpRequest): boolean {
  const mediaType = (valuesOf(request, 'content-type')[0] ?? '').split(';')[0]!.trim().toLowerCase();
  if (!/^(text\/.+|application\/(json|xml|javascript))$/.test(mediaType)) return false;
  return valuesOf(request, 'content-encoding').length === 0 && Buffer.from(request.body.toString('utf8')).equals(request.body);
}

function joined(pairs: Iterable<readonly [string, string]>): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of pairs) values.set(name, values.has(name) ? `${values.get(name)},${value}` : value);
  return Object.fromEntries(values);
}

/** A function gets claims as strings, and lists in the form `[a b]`. */
function textsOf(claims: TokenClaims): Record<string, string> {
  const textOf = (value: unknown) => (Array.isArray(value) ? `[${value.join(' ')}]` : String(value));
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, textOf(value)]));
}

/** Such as `10/Mar/2026:05:16:23 +0000`. */
function logTimeOf(time: Date): string {
  const [, day, month, year, clock] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(time.toUTCString())!;
  return `${day}/${month}/${year}:${clock} +0000`;
}
