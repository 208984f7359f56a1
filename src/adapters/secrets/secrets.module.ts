import { Global, Module } from '@nestjs/common';
import { CursorCipherSource } from '../../http/paging/cursor-cipher.js';
import { CursorCipherProvider } from './cursor-cipher.provider.js';
import { OriginSecrets } from './origin-secrets.js';
import { SecretStore } from './secret-store.js';
import { SecretsManagerStore } from './secrets-manager-store.js';

@Global()
@Module({
  providers: [
    { provide: SecretStore, useClass: SecretsManagerStore },
    { provide: CursorCipherSource, useClass: CursorCipherProvider },
    OriginSecrets,
  ],
  exports: [CursorCipherSource],
})
export class SecretsModule {}
