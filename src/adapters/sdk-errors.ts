interface SdkError {
  readonly name?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
}

/** Whether an error of the AWS SDK is one of those that a service calls by these names. */
export function isNamed(error: unknown, ...names: string[]): boolean {
  return names.includes((error as SdkError).name ?? '');
}

/** Whether a service of AWS failed to answer, or only said that it could not: the same request may be answered the next time. */
export function isUnanswered(error: unknown): boolean {
  const { $metadata } = error as SdkError;
  if ($metadata?.httpStatusCode) return $metadata.httpStatusCode >= 500;
  // The SDK counts attempts of what it has tried to send; what failed before that is a fault of the request.
  return $metadata?.attempts !== undefined;
}
