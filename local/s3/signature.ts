import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { S3Error } from './errors.js';
import type { S3Request } from './request.js';

/** The one key pair the server knows. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The parts of a client's signature. */
interface Claim {
  readonly scope: Scope;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** The hash of the body as signed, or `UNSIGNED-PAYLOAD`, or a `STREAMING-…` word. */
  readonly payload: string;
}

interface Scope {
  readonly accessKeyId: string;
  /** `20250131T235959Z` */
  readonly timestamp: string;
  readonly day: string;
  readonly region: string;
}

type Malformed = (reason: string) => S3Error;

export const ALGORITHM = 'AWS4-HMAC-SHA256';
const MAX_SKEW = 15 * 60_000;
const MAX_EXPIRY = 7 * 24 * 3600;

/**
 * Checks a signature of version 4, in the `Authorization` header or in the query of a presigned URL.
 * @returns the hash of the body that was signed, or the word that stands in its place
 * @throws S3Error AccessDenied, SignatureDoesNotMatch, InvalidAccessKeyId, RequestTimeTooSkewed, Authorization…
 */
export function verifySignature(request: S3Request, credentials: Credentials, now: number): string {
  const { query, incoming } = request;
  const presigned = query.has('X-Amz-Algorithm') || query.has('X-Amz-Signature');
  if (presigned && incoming.headers.authorization !== undefined) throw new S3Error('InvalidRequest', 'Only one auth mechanism allowed.');
  const claim = presigned ? claimOfQuery(query, now) : claimOfHeaders(incoming.headers, now);
  checkSignedHeaders(request, claim);
  checkMac(claim.signature, stringToSign(request, claim), claim.scope, credentials);
  return claim.payload;
}

/** Reads `<key id>/<yyyymmdd>/<region>/s3/aws4_request` and holds it against the time of signing. */
export function parseScope(credential: string, timestamp: string, malformed: Malformed): Scope {
  const parts = credential.split('/');
  const [terminator, service, region, day] = parts.slice(-4).reverse();
  if (parts.length < 5 || !region || !day)
    throw malformed('the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".');
  if (service !== 's3') throw malformed(`incorrect service "${service}". This endpoint belongs to "s3".`);
  if (terminator !== 'aws4_request') throw malformed(`incorrect terminal "${terminator}". This endpoint uses "aws4_request".`);
  if (Number.isNaN(timeOf(timestamp))) throw malformed("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  if (!timestamp.startsWith(day)) throw malformed(`Invalid credential date "${day}". This date is not the same as X-Amz-Date.`);
  return { accessKeyId: parts.slice(0, -4).join('/'), timestamp, day, region };
}

/** @throws S3Error InvalidAccessKeyId, SignatureDoesNotMatch */
export function checkMac(signature: string, text: string, scope: Scope, credentials: Credentials): void {
  if (scope.accessKeyId !== credentials.accessKeyId) {
    throw new S3Error('InvalidAccessKeyId', undefined, { AWSAccessKeyId: scope.accessKeyId });
  }
  const scopeWords = [scope.day, scope.region, 's3', 'aws4_request'];
  const key = scopeWords.reduce<string | Buffer>((secret, word) => hmac(secret, word), `AWS4${credentials.secretAccessKey}`);
  const expected = Buffer.from(hmac(key, text).toString('hex'));
  const provided = Buffer.from(signature);
  if (expected.length !== provided.length || !timingSafeEqual(expected, provided)) {
    throw new S3Error('SignatureDoesNotMatch', undefined, {
      AWSAccessKeyId: scope.accessKeyId,
      StringToSign: text,
      SignatureProvided: signature,
    });
  }
}

/** As RFC 3986 wants it, and `encodeURIComponent` does not quite. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function claimOfQuery(query: URLSearchParams, now: number): Claim {
  const malformed: Malformed = (reason) => new S3Error('AuthorizationQueryParametersError', reason);
  const parameter = (name: string): string => {
    const value = query.get(name);
    if (!value) throw malformed(`Query-string authentication version 4 requires the ${name} parameter.`);
    return value;
  };
  if (parameter('X-Amz-Algorithm') !== ALGORITHM) throw malformed(`X-Amz-Algorithm only supports "${ALGORITHM}"`);
  const scope = parseScope(parameter('X-Amz-Credential'), parameter('X-Amz-Date'), malformed);
  const expires = parameter('X-Amz-Expires');
  if (!/^\d+$/.test(expires)) throw malformed('X-Amz-Expires should be a number');
  if (Number(expires) > MAX_EXPIRY) throw malformed(`X-Amz-Expires must be less than a week (in seconds); that is, at most ${MAX_EXPIRY}`);
  const signedAt = timeOf(scope.timestamp);
  if (signedAt - now > MAX_SKEW) throw new S3Error('AccessDenied', 'Request is not yet valid');
  if (now >= signedAt + Number(expires) * 1000) {
    const expired = new Date(signedAt + Number(expires) * 1000).toISOString();
    throw new S3Error('AccessDenied', 'Request has expired', {
      'X-Amz-Expires': expires,
      Expires: expired,
      ServerTime: new Date(now).toISOString(),
    });
  }
  return {
    scope,
    signedHeaders: parameter('X-Amz-SignedHeaders').split(';'),
    signature: parameter('X-Amz-Signature'),
    payload: query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD',
  };
}

function claimOfHeaders(headers: NodeJS.Dict<string | string[]>, now: number): Claim {
  const malformed: Malformed = (reason) => new S3Error('AuthorizationHeaderMalformed', `The authorization header is malformed; ${reason}`);
  const authorization = String(headers['authorization'] ?? '');
  if (!authorization) throw new S3Error('AccessDenied');
  if (!authorization.startsWith(`${ALGORITHM} `)) {
    throw new S3Error('InvalidRequest', `The authorization mechanism you have provided is not supported. Please use ${ALGORITHM}.`);
  }
  const [credential, signedHeaders, signature] = ['Credential', 'SignedHeaders', 'Signature'].map((name) => {
    const value = new RegExp(`[ ,]${name}=([^, ]+)`).exec(authorization)?.[1];
    if (value === undefined) throw malformed(`the ${name} is missing.`);
    return value;
  }) as [string, string, string];
  const timestamp = headers['x-amz-date'];
  if (timestamp === undefined) throw new S3Error('AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header');
  const payload = headers['x-amz-content-sha256'];
  if (payload === undefined) throw new S3Error('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  const scope = parseScope(credential, String(timestamp), malformed);
  if (Math.abs(timeOf(scope.timestamp) - now) > MAX_SKEW) {
    throw new S3Error('RequestTimeTooSkewed', undefined, { RequestTime: scope.timestamp, ServerTime: new Date(now).toISOString() });
  }
  return { scope, signedHeaders: signedHeaders.split(';'), signature, payload: String(payload) };
}

/** Headers with a meaning for S3 must be signed. Otherwise they could be added in transit. */
function checkSignedHeaders({ incoming }: S3Request, { signedHeaders }: Claim): void {
  const mustBeSigned = ['host', ...Object.keys(incoming.headers).filter((name) => name.startsWith('x-amz-'))];
  const unsigned = mustBeSigned.filter((name) => !signedHeaders.includes(name));
  if (unsigned.length === 0) return;
  throw new S3Error('AccessDenied', 'There were headers present in the request which were not signed', {
    HeadersNotSigned: unsigned.join(', '),
  });
}

function stringToSign(request: S3Request, { scope, signedHeaders, payload }: Claim): string {
  const query = [...request.query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [percentEncode(name), percentEncode(value)] as const)
    .sort(([name, value], [otherName, otherValue]) => order(name, otherName) || order(value, otherValue));
  const headerLine = (name: string): string =>
    `${name}:${String(request.incoming.headers[name] ?? '')
      .trim()
      .replace(/ +/g, ' ')}\n`;
  const canonicalRequest = [
    request.method,
    request.path.split('/').map(percentEncode).join('/'),
    query.map((pair) => pair.join('=')).join('&'),
    signedHeaders.map(headerLine).join(''),
    signedHeaders.join(';'),
    payload,
  ].join('\n');
  const hash = createHash('sha256').update(canonicalRequest).digest('hex');
  return [ALGORITHM, scope.timestamp, `${scope.day}/${scope.region}/s3/aws4_request`, hash].join('\n');
}

/** Milliseconds, or NaN when it is not a time in the long format. */
function timeOf(timestamp: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp);
  return match ? Date.parse(`${match[1]}-${match[2]}-${match[3]}T${match[4]}:${match[5]}:${match[6]}Z`) : NaN;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
