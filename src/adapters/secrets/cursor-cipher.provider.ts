import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { key } from '../../config/env-parsers.js';
import { CursorCipher, type CursorCipherSource } from '../../http/paging/cursor-cipher.js';
import { SecretStore } from './secret-store.js';

/** Provides the cipher of cursors. Its key is a setting or a secret. A secret is read once, and again only after a failure. */
@Injectable()
export class CursorCipherProvider implements CursorCipherSource {
  private cipher?: Promise<CursorCipher>;

  constructor(
    private readonly config: Config,
    private readonly store: SecretStore,
  ) {}

  get(): Promise<CursorCipher> {
    return (this.cipher ??= this.create().catch((error: unknown) => {
      this.cipher = undefined;
      throw error;
    }));
  }

  private async create(): Promise<CursorCipher> {
    return new CursorCipher(this.config.cursorKey ?? key(await this.store.read(this.config.cursorKeySecret!)));
  }
}
