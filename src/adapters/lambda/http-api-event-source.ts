import type { HttpEvent } from './function-event.js';

/** A request as the adapter makes it of an event. */
interface RequestValues {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly remoteAddress: string;
}

/** An answer as the adapter has it. */
interface Answer {
  readonly statusCode: number;
  readonly headers: Record<string, number | string | string[]>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/**
 * Events of an HTTP API (payload format 2.0) for the adapter, which by itself asks of each event which of fifteen kinds it is. Cookies are passed over:
 * nobody is known by them.
 */
export const httpApiEventSource = {
  getRequest({ event }: { event: HttpEvent }): RequestValues {
    const { rawPath, rawQueryString, headers, body, isBase64Encoded, requestContext } = event;
    const path = encoded(rawPath);
    const bytes = body ? Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8') : undefined;
    return {
      method: requestContext.http.method,
      path: rawQueryString ? `${path}?${rawQueryString}` : path,
      headers: bytes ? { ...headers, 'content-length': String(bytes.length) } : headers,
      body: bytes,
      remoteAddress: requestContext.http.sourceIp,
    };
  },

  getResponse({ statusCode, headers, body, isBase64Encoded }: Answer): object {
    for (const name in headers) headers[name] = String(headers[name]);
    return { statusCode, headers, body, isBase64Encoded };
  },
};

/** All that the app sends is text, unless it is compressed. */
export const isCompressed = ({ headers }: Pick<Answer, 'headers'>): boolean => headers['content-encoding'] !== undefined;

/**
 * The gateway hands a path over decoded. Encoded again, `100% done` is what it was, and no character of it means anything to a router. Half a
 * character, which JSON can hold and UTF-8 cannot, becomes the sign for one that is not known.
 */
function encoded(path: string): string {
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/');
}
