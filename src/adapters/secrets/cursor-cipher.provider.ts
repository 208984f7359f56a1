import { Injectable } from '@nestjs/common';
import { CursorSeal } from '../../http/paging/cursor-cipher.js';
import { Config } from '../../config/config.js';
import { key } from '../../config/env-parsers.js';
import { SecretStore } from './secret-store.js';

/** The seal of cursors. Its key is a setting, or a secret: then it is read once, and again only if that failed. */
@Injectable()
export class CursorSeals {
  private seal?: Promise<CursorSeal>;

  constructor(
    private readonly config: Config,
    private readonly store: SecretStore,
  ) {}

  /** @throws Unavailable if the key cannot be read now */
  get(): Promise<CursorSeal> {
    return (this.seal ??= this.make().catch((error: unknown) => {
      this.seal = undefined;
      throw error;
    }));
  }

  private async make(): Promise<CursorSeal> {
    return new CursorSeal(this.config.cursorKey ?? key(await this.store.read(this.config.cursorKeySecret!)));
  }
}
