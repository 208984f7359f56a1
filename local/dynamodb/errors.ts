import type { Item } from './item.js';

/** What DynamoDB answers instead of a result. dynalite's own errors have the same two members. */
export interface Refusal extends Error {
  statusCode: number;
  body: { __type: string; message?: string; Item?: Item; CancellationReasons?: CancellationReason[] };
}

/** Why one action of a transaction was refused, or `None`, in the order of the request. */
export interface CancellationReason {
  Code: 'None' | 'ConditionalCheckFailed' | 'ValidationError' | 'TransactionConflict';
  Message?: string;
  Item?: Item;
}

/** An error of the given type, e.g. `ResourceNotFoundException`; `details` join its body. */
export function refusal(type: string, message: string, details: object = {}, statusCode = 400): Refusal {
  return Object.assign(new Error(message), {
    statusCode,
    body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message, ...details },
  });
}

export function invalid(message: string): Refusal {
  return refusal('ValidationException', message);
}

export function unknownTable(name: string): Refusal {
  return refusal('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
}

export function canceled(reasons: CancellationReason[]): Refusal {
  const codes = reasons.map((reason) => reason.Code).join(', ');
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return refusal('TransactionCanceledException', message, { CancellationReasons: reasons });
}

export function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && 'statusCode' in error && 'body' in error;
}

/** The name of an error, e.g. `ValidationException`. */
export function typeOf(error: Refusal): string | undefined {
  return error.body.__type.split('#')[1];
}
