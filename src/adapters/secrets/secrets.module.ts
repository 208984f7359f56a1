import { Module } from '@nestjs/common';
import { CursorCipherProvider } from './cursor-cipher.provider.js';
import { OriginSecrets } from './origin-secrets.js';
import { SecretStore } from './secret-store.js';
import { SecretsManagerStore } from './secrets-manager-store.js';

/** What the app needs to know before it answers, and nobody else may. */
@Module({ providers: [{ provide: SecretStore, useClass: SecretsManagerStore }, CursorCipherProvider, OriginSecrets] })
export class SecretsModule {}
