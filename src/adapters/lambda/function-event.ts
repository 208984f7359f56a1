import { addDays, isUtcDay } from '../../core/time/utc-days.js';

/** A request of an HTTP API (payload format 2.0), a task of a schedule, or the task of `npm run doctor`. */
export type FunctionEvent =
  | { readonly kind: 'request'; readonly event: HttpEvent }
  | { readonly kind: 'maintenance' }
  | { readonly kind: 'audit-digest' }
  | { readonly kind: 'verify-audit'; readonly period: AuditPeriod };

/** Days to verify, both included, and the actor behind whom to start. */
export interface AuditPeriod {
  readonly from: string;
  readonly to: string;
  readonly after?: string;
}

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
    super(
      'Unknown event. Send a request of an HTTP API (payload format 2.0), {"task":"maintenance"}, {"task":"audit-digest"}, ' +
        '{"task":"verify-audit","from":"2026-11-02","to":"2026-11-08"} or {"task":"code-cache"}. A period has at most 31 days.',
    );
    this.name = 'UnknownEvent';
  }
}

const MAX_DAYS = 31;

/** @throws UnknownEvent */
export function parseEvent(event: unknown): FunctionEvent {
  const { version, rawPath, requestContext, task } = (event ?? {}) as Partial<HttpEvent> & { task?: unknown };
  if (task === 'maintenance' || task === 'audit-digest') return { kind: task };
  if (task === 'verify-audit') return { kind: task, period: parsePeriod(event as Partial<Record<keyof AuditPeriod, unknown>>) };
  if (version !== '2.0' || typeof rawPath !== 'string' || !requestContext?.http?.method) throw new UnknownEvent();
  return { kind: 'request', event: event as HttpEvent };
}

function parsePeriod({ from, to, after }: Partial<Record<keyof AuditPeriod, unknown>>): AuditPeriod {
  if (!isUtcDay(from) || !isUtcDay(to) || from > to || addDays(from, MAX_DAYS) <= to) throw new UnknownEvent();
  if (after !== undefined && typeof after !== 'string') throw new UnknownEvent();
  return { from, to, after };
}
