import type { Page, PageRequest } from '../../core/paging/page.js';

/** An object as a list tells it. */
export interface StoredObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** ISO 8601: when it was uploaded. */
  readonly uploadedAt: string;
}

/** What an object is, with its first bytes. */
export interface ObjectContent {
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
  readonly beginning: Buffer;
}

/** What may be uploaded: exactly this. */
export interface UploadTerms {
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
}

/** A form that uploads one object: its fields go first, then the file, as `multipart/form-data`. */
export interface UploadForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** All objects under a prefix, or those of them up to a key, except one. */
export interface ObjectSelection {
  readonly prefix: string;
  readonly through?: string;
  readonly keep?: string;
}

/** Seconds that a form is good for. */
export const UPLOAD_SECONDS = 600;
/** Seconds that a link is good for. */
export const LINK_SECONDS = 300;

/**
 * Where files are kept. People upload to it and download from it directly, by forms and links that are good for one object and for minutes. Calls that
 * the storage refuses for now are made again as long as the request has time.
 * @throws Unavailable when that time is over
 */
export abstract class ObjectStorage {
  /** A form for an object of this key, type and size, and no other. An answer that carries it is never stored. */
  abstract offer(key: string, terms: UploadTerms): Promise<UploadForm>;

  /** A link to read an object: to show it, or, with a name, only to save it under that. An answer that carries it is never stored. */
  abstract link(key: string, saveAs?: string): Promise<string>;

  /** What an object is, and at most `bytes` of its beginning; undefined if there is none, or it is empty. */
  abstract inspect(key: string, bytes: number): Promise<ObjectContent | undefined>;

  /** The objects under a prefix, by key. A position is the key that a page went up to. At most 1000 a page. */
  abstract list(prefix: string, page: PageRequest): Promise<Page<StoredObject>>;

  /** Deletes objects for good. Returns how many it found. */
  abstract remove(objects: ObjectSelection): Promise<number>;
}
