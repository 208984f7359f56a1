import type { DomainError, DomainErrorClass, ErrorDetails, ErrorKind } from '../../core/errors/domain-error.js';
import type { Catalogue } from '../../core/messages/catalogue.js';
import type { Params } from '../../core/messages/message.js';
import { translate } from './translate.js';

/** Problem details (RFC 9457) with the extensions of this API. */
export interface Problem extends Pick<ErrorDetails, 'errors' | 'current'> {
  type: string;
  title: string;
  status: number;
  detail: string;
  /** The path of the request. */
  instance: string;
  /** Stable. Clients decide by it. */
  code: string;
  /** The values in `detail`. */
  params?: Params;
  requestId: string;
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

const STATUS: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  stale: 412,
  too_large: 413,
  unsupported_media_type: 415,
  unprocessable: 422,
  precondition_required: 428,
  too_many: 429,
  unexpected: 500,
  unavailable: 503,
};

export function toStatus(kind: ErrorKind): number {
  return STATUS[kind];
}

export function toProblem(error: DomainError, request: { instance: string; requestId: string }, catalogue?: Catalogue): Problem {
  const { title, detail, errors } = translate(error, catalogue);
  return {
    type: `urn:student-management:problem:${error.code}`,
    title,
    status: toStatus(error.kind),
    detail,
    ...request,
    code: error.code,
    params: error.detail.params,
    errors,
    current: presentCurrent(error),
  };
}

function presentCurrent({ constructor, details: { current } }: DomainError): unknown {
  const dto = (constructor as unknown as DomainErrorClass).current;
  return dto && current !== undefined ? dto.from(current as never) : current;
}
