const PASSING = ['TooManyRequestsException', 'ThrottlingException', 'InternalErrorException', 'ConcurrentModificationException'];

interface SdkError {
  readonly name?: string;
  /** Of errors of the network. */
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

export function isNamed(error: unknown, ...names: string[]): boolean {
  return names.includes((error as SdkError).name ?? '');
}

/** Whether the same request may be answered the next time: it was too much, or got no answer. */
export function isPassing(error: unknown): boolean {
  const { name, code, $metadata } = error as SdkError;
  if (isNamed(error, ...PASSING)) return true;
  if ($metadata) return ($metadata.httpStatusCode ?? 0) >= 500;
  return name === 'TimeoutError' || code?.startsWith('E') === true;
}
