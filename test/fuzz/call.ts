import type { Operation } from './document.js';
import type { WireRequest } from './wire.js';

/** What a call of a route needs to succeed. */
export interface GoodCall {
  /** An access token, or undefined for public routes. */
  readonly token?: string;
  /** The token of another user with access. */
  readonly anotherToken?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** The list in the body whose rows have outcomes of their own: the response lists the error of a bad row. */
  readonly rows?: string;
  /** An object goes as JSON, a text as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A call, and what of it is replaced. */
export interface Changed {
  /** Path parameters that are not to be encoded any more. */
  readonly rawParams?: Readonly<Record<string, string>>;
  /** The query as it is to be. */
  readonly rawQuery?: string;
  readonly rawBody?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly withoutHeaders?: readonly string[];
}

/** The request of a call, with what is changed of it. */
export function requestOf(operation: Operation, call: GoodCall, changed: Changed = {}): WireRequest {
  const params = { ...encoded(call.params ?? {}), ...changed.rawParams };
  const path = operation.path.replace(/\{(\w+)\}/g, (_whole, name: string) => params[name]!);
  const query = changed.rawQuery ?? new URLSearchParams(call.query).toString();
  const body = changed.rawBody ?? textOf(call.body);
  const headers = {
    ...(call.token !== undefined && { authorization: `Bearer ${call.token}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...call.headers,
    ...changed.headers,
  };
  return {
    method: operation.method,
    path: query === '' ? path : `${path}?${query}`,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !changed.withoutHeaders?.includes(name))),
    body,
  };
}

function encoded(params: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, encodeURIComponent(value)]));
}

function textOf(body: unknown): string | undefined {
  return body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
}
