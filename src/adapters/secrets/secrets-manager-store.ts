import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { detail } from '../../core/errors/domain-error.js';
import { Unavailable } from '../../core/errors/errors.js';
import { AwsAdapter, clientSettings } from '../aws-adapter.js';
import type { SecretStore } from './secret-store.js';

type Sdk = typeof import('./secrets-manager-sdk.js');

/** Short, because every request of the app can wait for a secret. */
const REQUEST_TIMEOUT_MS = 2_000;

/** AWS Secrets Manager. */
@Injectable()
export class SecretsManagerStore extends AwsAdapter<SecretsManagerClient, Sdk> implements SecretStore {
  private readonly logger = new Logger(SecretsManagerStore.name);

  constructor(private readonly config: Config) {
    super();
  }

  async read(id: string): Promise<string> {
    try {
      const { client, sdk } = await this.loaded();
      const { SecretString } = await client.send(new sdk.GetSecretValueCommand({ SecretId: id }));
      return SecretString!;
    } catch (error) {
      this.logger.error(error);
      throw new Unavailable(detail('unavailable.secrets'));
    }
  }

  protected async load() {
    const sdk = await import('./secrets-manager-sdk.js');
    const client = new sdk.SecretsManagerClient({ ...clientSettings(this.config.region, REQUEST_TIMEOUT_MS), maxAttempts: 2 });
    return { client, sdk };
  }
}
