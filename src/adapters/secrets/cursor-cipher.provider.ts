import { Injectable } from '@nestjs/common';
import { CursorCipher } from '../../http/paging/cursor-cipher.js';
import { Config } from '../../config/config.js';
import { key } from '../../config/env-parsers.js';
import { SecretStore } from './secret-store.js';

/** The seal of cursors. Its key is a setting, or a secret: then it is read once, and again only if that failed. */
@Injectable()
export class CursorCipherProvider {
  private seal?: Promise<CursorCipher>;

  constructor(
    private readonly config: Config,
    private readonly store: SecretStore,
  ) {}

  /** @throws Unavailable if the key cannot be read now */
  get(): Promise<CursorCipher> {
    return (this.seal ??= this.make().catch((error: unknown) => {
      this.seal = undefined;
      throw error;
    }));
  }

  private async make(): Promise<CursorCipher> {
    return new CursorCipher(this.config.cursorKey ?? key(await this.store.read(this.config.cursorKeySecret!)));
  }
}
