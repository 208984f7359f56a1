import type { Page, PageRequest } from '../../core/paging/page.js';

/** An object in a list. */
export interface StoredObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** ISO 8601. */
  readonly uploadedAt: string;
}

/** The type, size and first bytes of an object. */
export interface ObjectContent {
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
  readonly beginning: Buffer;
}

/** The only type and size that an upload form accepts. */
export interface UploadTerms {
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
}

/** A form that uploads one object. Send it as `multipart/form-data`, with the file after all fields. */
export interface UploadForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** How a link presents an object. */
export interface Download {
  readonly saveAs: string;
  /** The media type, instead of the type of the object. */
  readonly contentType?: string;
  /** Whether the link stays the same for `STABLE_SECONDS`, so that browsers can use their copy of the object. It is then valid for longer. */
  readonly stable?: boolean;
}

/** All objects under a prefix, optionally only until the key `through`, and without the key `keep`. */
export interface ObjectSelection {
  readonly prefix: string;
  readonly through?: string;
  readonly keep?: string;
}

/** Seconds for which a form is valid. */
export const UPLOAD_SECONDS = 600;
/** Seconds for which a link is valid. A stable link is valid for at least as long. */
export const LINK_SECONDS = 300;
/** Seconds for which a stable link is the same. */
export const STABLE_SECONDS = 300;

/**
 * Stores files. People upload and download directly, with forms and links that are valid for one object and a few minutes. Every method repeats a
 * failed call until the deadline of the request.
 * @throws Unavailable at that deadline
 */
export abstract class ObjectStorage {
  /** Creates a form to upload an object of exactly this key, type and size. No cache may store the response. */
  abstract offer(key: string, terms: UploadTerms): Promise<UploadForm>;

  /** Creates a link to an object. Browsers save the object under the name instead of showing it. No cache may store the response. */
  abstract link(key: string, download: Download): Promise<string>;

  /** Reads the type, the size and at most the first `bytes` of an object; undefined if it does not exist or is empty. */
  abstract inspect(key: string, bytes: number): Promise<ObjectContent | undefined>;

  /** Copies an object to a key that has none. Changes nothing if the key has one, or if the object does not exist. */
  abstract copyOnce(from: string, to: string): Promise<void>;

  /** Lists the objects under a prefix in the order of their keys, at most 1000 on a page. The position of a page is the last key before it. */
  abstract list(prefix: string, page: PageRequest): Promise<Page<StoredObject>>;

  /** Deletes objects permanently. Returns the number of objects found. */
  abstract remove(objects: ObjectSelection): Promise<number>;
}
