import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** A running checksum; `digest` is in base64, as S3 writes checksums. */
export interface Checksum {
  update(chunk: Buffer): void;
  digest(): string;
}

const CHECKSUMS: Record<string, () => Checksum> = {
  crc32: () => new Crc32(),
  md5: () => new Hash('md5'),
  sha1: () => new Hash('sha1'),
  sha256: () => new Hash('sha256'),
};

/** Undefined for an algorithm that is not known here. */
export function newChecksum(algorithm: string): Checksum | undefined {
  return CHECKSUMS[algorithm]?.();
}

class Hash implements Checksum {
  private readonly hash;

  constructor(algorithm: string) {
    this.hash = createHash(algorithm);
  }

  update(chunk: Buffer): void {
    this.hash.update(chunk);
  }

  digest(): string {
    return this.hash.digest('base64');
  }
}

export class Crc32 implements Checksum {
  private value = 0;

  update(chunk: Buffer): void {
    this.value = crc32(chunk, this.value);
  }

  digest(): string {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(this.value);
    return bytes.toString('base64');
  }
}
