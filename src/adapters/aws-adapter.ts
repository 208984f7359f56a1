import type { OnApplicationShutdown } from '@nestjs/common';

/** An adapter of an AWS service. It loads the SDK and creates the client only when a request needs them, because few requests do. */
export abstract class AwsAdapter<Client extends { destroy(): void }, Sdk> implements OnApplicationShutdown {
  private loading?: Promise<{ client: Client; sdk: Sdk }>;

  protected abstract load(): Promise<{ client: Client; sdk: Sdk }>;

  protected loaded(): Promise<{ client: Client; sdk: Sdk }> {
    return (this.loading ??= this.load());
  }

  async onApplicationShutdown(): Promise<void> {
    (await this.loading)?.client.destroy();
  }
}

/** The settings of every client. A connection fails after one second, and a request without a response after `requestTimeout` milliseconds. */
export const clientSettings = (region: string, requestTimeout = 5_000) => ({
  region,
  // `retryUntilDeadline` repeats requests, because it knows the remaining time.
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 1_000, requestTimeout, throwOnRequestTimeout: true },
});

interface SdkError {
  readonly name?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
}

/** Whether an error of the SDK has one of these names. */
export function isNamed(error: unknown, ...names: string[]): boolean {
  return names.includes((error as SdkError).name ?? '');
}

/** Whether the service did not answer, or had an internal error. The same request may succeed later. */
export function isUnanswered(error: unknown): boolean {
  const { $metadata } = error as SdkError;
  if ($metadata?.httpStatusCode) return $metadata.httpStatusCode >= 500;
  // The SDK counts the attempts of sent requests. An error before the first attempt is a fault of the request.
  return $metadata?.attempts !== undefined;
}
