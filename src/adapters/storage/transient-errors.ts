import { isNamed, isUnanswered } from '../aws-adapter.js';

/** Whether the same request to S3 may succeed later. */
export function isTransientInS3(error: unknown): boolean {
  return isNamed(error, 'RequestTimeout', 'ConditionalRequestConflict') || isUnanswered(error);
}
