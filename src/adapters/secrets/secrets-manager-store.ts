import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Unavailable } from '../../core/errors/errors.js';
import { Config } from '../../config/config.js';
import type { SecretStore } from './secret-store.js';

type Sdk = typeof import('./secrets-manager-sdk.js');

/** Milliseconds until a connection counts as failed, and until a request without an answer does. Every request of the app may wait for one. */
const CONNECTION_TIMEOUT_MS = 1_000;
const REQUEST_TIMEOUT_MS = 2_000;

/** AWS Secrets Manager. The SDK is loaded when the first secret is read: a plain server needs none. */
@Injectable()
export class SecretsManagerStore implements SecretStore, OnApplicationShutdown {
  private readonly logger = new Logger(SecretsManagerStore.name);
  private loading?: Promise<{ client: SecretsManagerClient; sdk: Sdk }>;

  constructor(private readonly config: Config) {}

  async read(id: string): Promise<string> {
    try {
      const { client, sdk } = await (this.loading ??= this.load());
      const { SecretString } = await client.send(new sdk.GetSecretValueCommand({ SecretId: id }));
      return SecretString!;
    } catch (error) {
      this.logger.error(error);
      throw new Unavailable('The secrets of the service cannot be read at the moment. Try again later.');
    }
  }

  async onApplicationShutdown(): Promise<void> {
    (await this.loading)?.client.destroy();
  }

  private async load() {
    const sdk = await import('./secrets-manager-sdk.js');
    const client = new sdk.SecretsManagerClient({
      region: this.config.region,
      maxAttempts: 2,
      requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true },
    });
    return { client, sdk };
  }
}
