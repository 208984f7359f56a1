import { isNamed, isUnanswered } from '../sdk-errors.js';

const PASSING = ['TooManyRequestsException', 'ThrottlingException', 'InternalErrorException', 'ConcurrentModificationException'];

/** Whether the same request may be answered the next time: it was too much, or got no answer. */
export function isPassing(error: unknown): boolean {
  return isNamed(error, ...PASSING) || isUnanswered(error);
}
