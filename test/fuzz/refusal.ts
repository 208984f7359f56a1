import { expected } from '../fixtures/expectations.js';
import type { GatewayDifference } from '../lambda/gateway-answers.js';

/** How something bad is to be refused. */
export interface Refusal {
  readonly statuses: readonly number[];
  /** The code of the problem. */
  readonly code?: string;
  /** What an error has to name: the field itself, or what it is a part of. */
  readonly field?: string;
  /** That the code is of the type, not of a measure that only a value of the type has. */
  readonly isOfType?: boolean;
  /** That it is not the app that refuses. */
  readonly isOfGateway?: boolean;
}

/** A refusal by the app; through Lambda by the gateway, which comes first. */
export function refusalOf(what: GatewayDifference, byApp: Refusal): Refusal {
  const { status } = expected(what, { status: 0 });
  return status === 0 ? byApp : { statuses: [status], isOfGateway: true };
}
