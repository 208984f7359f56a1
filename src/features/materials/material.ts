import type { StoredObject, UploadTerms } from '../../adapters/storage/object-storage.js';
import { classFilesPrefix } from '../classes/school-class.js';

/** A file of a class. */
export interface Material extends StoredObject {
  /** Later uploads have greater ids. */
  readonly id: string;
  readonly name: string;
}

/** A file to be uploaded. */
export interface MaterialFile extends UploadTerms {
  readonly name: string;
}

/** The prefix of the storage key of one file, without its name. */
export function materialPrefix(classId: string, id: string): string {
  return `${classFilesPrefix(classId)}${id}/`;
}

export function materialKey(classId: string, id: string, name: string): string {
  return materialPrefix(classId, id) + escapeName(name);
}

/** The name of the file with this key. */
export function materialName(key: string): string {
  return decodeURIComponent(key.slice(key.lastIndexOf('/') + 1));
}

/** Converts a stored object. Returns undefined if the app did not create its key. */
export function toMaterial({ key, size, uploadedAt }: StoredObject): Material | undefined {
  const [, id] = /^materials\/[^/]+\/([^/]+)\/[^/]+$/u.exec(key) ?? [];
  return id ? { id, name: materialName(key), size, uploadedAt, key } : undefined;
}

/**
 * Escapes what a key cannot contain: an upload form replaces `${filename}`, clients resolve `.` and `..` in paths, and XML has no U+FFFE and U+FFFF.
 * Other characters stay, so that the longest names fit into the 1024 bytes of a key.
 */
function escapeName(name: string): string {
  return name.replace(/%|\$(?=\{)|[\ufffe\uffff]|^\.{1,2}$/gu, (text) =>
    Buffer.from(text)
      .toString('hex')
      .replace(/../g, (byte) => `%${byte}`),
  );
}
