import type { Readable } from 'node:stream';
import type { Objects } from './objects.js';
import type { S3Request } from './request.js';
import type { Credentials } from './signature.js';

/** What this server can do, by the names of the S3 API. */
export type Operation =
  | 'CopyObject'
  | 'CreateBucket'
  | 'DeleteObject'
  | 'DeleteObjects'
  | 'GetObject'
  | 'HeadBucket'
  | 'HeadObject'
  | 'ListObjectVersions'
  | 'ListObjectsV2'
  | 'PostObject'
  | 'PutObject';

/** A request that is allowed to happen, except for PostObject, whose form carries its own permission. */
export interface Call {
  readonly request: S3Request;
  readonly objects: Objects;
  readonly credentials: Credentials;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The hash of the body in the signature. */
  readonly payload: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body?: string | Readable;
}
