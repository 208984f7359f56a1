const PASSING = ['TooManyRequestsException', 'ThrottlingException', 'InternalErrorException', 'ConcurrentModificationException'];

interface SdkError {
  readonly name?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
}

export function isNamed(error: unknown, ...names: string[]): boolean {
  return names.includes((error as SdkError).name ?? '');
}

/** Whether the same request may be answered the next time: it was too much, or got no answer. */
export function isPassing(error: unknown): boolean {
  const { $metadata } = error as SdkError;
  if (isNamed(error, ...PASSING)) return true;
  if ($metadata?.httpStatusCode) return $metadata.httpStatusCode >= 500;
  // The SDK counts attempts of what it has tried to send; what failed before that is a fault of the request.
  return $metadata?.attempts !== undefined;
}
