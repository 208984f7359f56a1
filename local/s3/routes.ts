import { createBucket, headBucket } from './buckets.js';
import { S3Error } from './errors.js';
import { listVersions } from './list-versions.js';
import { listObjects } from './list.js';
import type { Answer, Call, Operation } from './operation.js';
import { postObject } from './post-object.js';
import { getObject, headObject } from './read-object.js';
import { headerOf, type S3Request } from './request.js';
import { copyObject, deleteObject, deleteObjects, putObject } from './write-object.js';

/** How to recognise an operation, and its handler. */
export interface Route {
  readonly operation: Operation;
  readonly method: string;
  readonly on: 'bucket' | 'object';
  /** Parameters and headers without which it is another operation. */
  readonly needs?: readonly string[];
  /** Parameters it may have besides. */
  readonly takes?: readonly string[];
  readonly run: (call: Call) => Answer | Promise<Answer>;
}

const OVERRIDES = ['cache-control', 'content-disposition', 'content-encoding', 'content-language', 'content-type', 'expires'].map(
  (header) => `response-${header}`,
);
const LISTING = ['prefix', 'delimiter', 'max-keys', 'continuation-token', 'start-after', 'encoding-type'];
const VERSIONS = ['prefix', 'max-keys', 'key-marker', 'version-id-marker', 'encoding-type'];

const ROUTES: readonly Route[] = [
  { operation: 'CreateBucket', method: 'PUT', on: 'bucket', run: createBucket },
  { operation: 'HeadBucket', method: 'HEAD', on: 'bucket', run: headBucket },
  { operation: 'ListObjectsV2', method: 'GET', on: 'bucket', needs: ['list-type'], takes: LISTING, run: listObjects },
  { operation: 'ListObjectVersions', method: 'GET', on: 'bucket', needs: ['versions'], takes: VERSIONS, run: listVersions },
  { operation: 'DeleteObjects', method: 'POST', on: 'bucket', needs: ['delete'], run: deleteObjects },
  { operation: 'PostObject', method: 'POST', on: 'bucket', run: postObject },
  { operation: 'GetObject', method: 'GET', on: 'object', takes: [...OVERRIDES, 'versionId'], run: getObject },
  { operation: 'HeadObject', method: 'HEAD', on: 'object', takes: OVERRIDES, run: headObject },
  { operation: 'CopyObject', method: 'PUT', on: 'object', needs: ['x-amz-copy-source'], run: copyObject },
  { operation: 'PutObject', method: 'PUT', on: 'object', run: putObject },
  { operation: 'DeleteObject', method: 'DELETE', on: 'object', run: deleteObject },
];

/** An unknown parameter means another operation, so it is an error. @throws S3Error NotImplemented */
export function routeOf(request: S3Request): Route {
  const level = request.bucket === '' ? 'root' : request.key === '' ? 'bucket' : 'object';
  const parameters = [...request.query.keys()].filter((name) => name !== 'x-id' && !name.toLowerCase().startsWith('x-amz-'));
  const route = ROUTES.find(
    ({ method, on, needs = [], takes = [] }) =>
      method === request.method &&
      on === level &&
      needs.every((name) => request.query.has(name) || headerOf(request, name) !== undefined) &&
      parameters.every((name) => needs.includes(name) || takes.includes(name)),
  );
  if (route === undefined) throw new S3Error('NotImplemented');
  return route;
}
