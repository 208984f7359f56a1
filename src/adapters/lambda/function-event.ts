/** A request of an HTTP API (payload format 2.0), or the maintenance task of the schedule. */
export type FunctionEvent = { readonly kind: 'request'; readonly event: HttpEvent } | { readonly kind: 'maintenance' };

/** The parts of a request event that the app reads. */
export interface HttpEvent {
  readonly version: '2.0';
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
  readonly requestContext: { readonly http: { readonly method: string; readonly sourceIp: string } };
}

export class UnknownEvent extends Error {
  constructor() {
    super('Unknown event. Send a request of an HTTP API (payload format 2.0), {"task":"maintenance"} or {"task":"code-cache"}.');
    this.name = 'UnknownEvent';
  }
}

/** @throws UnknownEvent */
export function parseEvent(event: unknown): FunctionEvent {
  const { version, rawPath, requestContext, task } = (event ?? {}) as Partial<HttpEvent> & { task?: unknown };
  if (task === 'maintenance') return { kind: 'maintenance' };
  if (version !== '2.0' || typeof rawPath !== 'string' || !requestContext?.http?.method) throw new UnknownEvent();
  return { kind: 'request', event: event as HttpEvent };
}
