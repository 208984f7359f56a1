/** What the function is asked for: a request of an HTTP API (payload format 2.0), or the maintenance that a schedule asks for. */
export type Ask = { readonly kind: 'request'; readonly event: HttpEvent } | { readonly kind: 'maintenance' };

/** The parts of a request that are looked at here. */
export interface HttpEvent {
  readonly version: '2.0';
  readonly rawPath: string;
  readonly requestContext: { readonly http: { readonly method: string } };
}

/** Thrown for whatever else a function can be invoked with. Nothing else happens. */
export class UnknownEvent extends Error {
  constructor() {
    super('This function takes requests of an HTTP API (payload format 2.0), {"task":"maintenance"} and {"task":"code-cache"}.');
    this.name = 'UnknownEvent';
  }
}

/** @throws UnknownEvent */
export function askOf(event: unknown): Ask {
  const { version, rawPath, requestContext, task } = (event ?? {}) as Partial<HttpEvent> & { task?: unknown };
  if (task === 'maintenance') return { kind: 'maintenance' };
  if (version !== '2.0' || typeof rawPath !== 'string' || !requestContext?.http?.method) throw new UnknownEvent();
  return { kind: 'request', event: { ...(event as HttpEvent), rawPath: encoded(rawPath) } };
}

/** The gateway hands a path over decoded. Encoded again, `100% done` is what it was, and no character of it means anything to a router. */
function encoded(path: string): string {
  return path
    .split('/')
    .map((segment) => encodeURIComponent(wellFormed(segment)))
    .join('/');
}

/** Half a character, which JSON can hold and UTF-8 cannot, becomes the sign for one that is not known. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
