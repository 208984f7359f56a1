import { classFilesPrefix } from '../classes/school-class.js';
import type { StoredObject } from '../../adapters/storage/object-storage.js';

/** A file of a class. */
export interface Material {
  /** The later it was offered, the later it sorts. */
  readonly id: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** ISO 8601. */
  readonly uploadedAt: string;
  /** The object that holds it. */
  readonly key: string;
}

/** A file that somebody is about to upload. */
export interface MaterialFile {
  readonly name: string;
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
}

/** Where one material of a class is, whatever its name. */
export function materialPrefix(classId: string, id: string): string {
  return `${classFilesPrefix(classId)}${id}/`;
}

export function materialKey(classId: string, id: string, name: string): string {
  return materialPrefix(classId, id) + escaped(name);
}

/** The material that an object holds; undefined if its key is none that we made. */
export function toMaterial({ key, size, uploadedAt }: StoredObject): Material | undefined {
  const [, id, name] = /^materials\/[^/]+\/([^/]+)\/([^/]+)$/u.exec(key) ?? [];
  return id && name ? { id, name: decodeURIComponent(name), size, uploadedAt, key } : undefined;
}

/**
 * What a key cannot hold as it is: a form would put the name of the uploaded file for `${filename}`, clients resolve `.` and `..` in paths, and XML
 * has no U+FFFE and U+FFFF. All else stays, so that the longest names fit into the 1024 bytes of a key.
 */
function escaped(name: string): string {
  return name.replace(/%|\$(?=\{)|[\ufffe\uffff]|^\.{1,2}$/gu, (text) =>
    Buffer.from(text)
      .toString('hex')
      .replace(/../g, (byte) => `%${byte}`),
  );
}
