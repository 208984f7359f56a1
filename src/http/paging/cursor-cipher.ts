import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { InvalidCursor } from '../../core/errors/errors.js';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Provides the cipher. Its key can be a secret that is not loaded yet. */
export abstract class CursorCipherSource {
  /** @throws Unavailable if the key cannot be read */
  abstract get(): Promise<CursorCipher>;
}

/**
 * Encrypts positions into cursors, because a position can contain an e-mail address. Decrypting needs the same `binding` (path, filters and caller).
 * The same position always gives the same cursor, so that an unchanged page has the same ETag.
 */
export class CursorCipher {
  private readonly key: KeyObject;
  private readonly nonceKey: KeyObject;

  /** @param key 32 bytes */
  constructor(key: Buffer) {
    this.key = createSecretKey(key);
    this.nonceKey = createSecretKey(Buffer.from(hkdfSync('sha256', key, '', 'nonces of cursors', 32)));
  }

  encrypt(position: string, binding: string): string {
    const nonce = this.nonceFor(position, binding);
    const cipher = createCipheriv(ALGORITHM, this.key, nonce).setAAD(Buffer.from(binding));
    const encrypted = Buffer.concat([cipher.update(position, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), encrypted]).toString('base64url');
  }

  /** @throws InvalidCursor */
  decrypt(cursor: string, binding: string): string {
    const bytes = Buffer.from(cursor, 'base64url');
    // Decoding base64 skips unknown characters. A cursor must be exactly the issued text.
    if (bytes.length < NONCE_BYTES + TAG_BYTES || bytes.toString('base64url') !== cursor) throw new InvalidCursor();
    try {
      const decipher = createDecipheriv(ALGORITHM, this.key, bytes.subarray(0, NONCE_BYTES))
        .setAAD(Buffer.from(binding))
        .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      throw new InvalidCursor();
    }
  }

  /** AES-GCM needs a different nonce for each different input. */
  private nonceFor(position: string, binding: string): Buffer {
    return createHmac('sha256', this.nonceKey)
      .update(JSON.stringify([position, binding]))
      .digest()
      .subarray(0, NONCE_BYTES);
  }
}
