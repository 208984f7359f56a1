import { S3Error } from './errors.js';
import { headerValue } from './headers.js';
import { ONLY_VERSION } from './list-versions.js';
import type { ByteRange, StoredObject } from './objects.js';
import type { Answer, Call } from './operation.js';
import { headerOf, type S3Request } from './request.js';

/** @throws S3Error NoSuchBucket, NoSuchKey, NoSuchVersion, InvalidRange, PreconditionFailed, InvalidArgument */
export function getObject(call: Call): Answer {
  const { answer, object, range } = describe(call);
  return answer.status === 304 ? answer : { ...answer, body: call.objects.open(call.request.bucket, object, range) };
}

/** @throws S3Error as `getObject` */
export function headObject(call: Call): Answer {
  return describe(call).answer;
}

function describe({ request, objects }: Call): { answer: Answer; object: StoredObject; range?: ByteRange } {
  const object = objects.find(request.bucket, request.key);
  const version = request.query.get('versionId') ?? ONLY_VERSION;
  if (version !== ONLY_VERSION) throw new S3Error('NoSuchVersion', undefined, { Key: request.key, VersionId: version });
  const identity = { etag: object.etag, 'last-modified': new Date(object.modified).toUTCString() };
  if (!mayMatch(headerOf(request, 'if-match'), object, true)) throw new S3Error('PreconditionFailed', undefined, { Condition: 'If-Match' });
  if (mayMatch(headerOf(request, 'if-none-match'), object, false)) return { answer: { status: 304, headers: identity }, object };
  const range = parseRange(headerOf(request, 'range'), object.size);
  const headers = {
    ...object.headers,
    ...overrides(request.query),
    ...identity,
    ...(range ? { 'content-range': `bytes ${range.start}-${range.end}/${object.size}` } : checksum(request, object)),
    'accept-ranges': 'bytes',
    'content-length': range ? range.end - range.start + 1 : object.size,
  };
  return { answer: { status: range ? 206 : 200, headers }, object, range };
}

function mayMatch(condition: string | undefined, object: StoredObject, absent: boolean): boolean {
  if (condition === undefined) return absent;
  const tags = condition.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.some((tag) => tag === '*' || tag === object.etag || `"${tag}"` === object.etag);
}

/** `bytes=first-last`, `bytes=first-` or `bytes=-length`; S3 ignores every other form. @throws S3Error InvalidRange */
function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  const [first, last] = [match?.[1] ?? '', match?.[2] ?? ''];
  if (first === '' && last === '') return undefined;
  if (first !== '' && last !== '' && Number(first) > Number(last)) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start > end) throw new S3Error('InvalidRange', undefined, { RangeRequested: header ?? '', ActualObjectSize: String(size) });
  return { start, end };
}

/** `response-content-type` and its like, by which a presigned URL sets headers of the response. */
function overrides(query: URLSearchParams): Record<string, string> {
  const wanted = [...query].filter(([name]) => name.startsWith('response-'));
  return Object.fromEntries(wanted.map(([name, value]) => [name.slice('response-'.length), headerValue(name, value)]));
}

function checksum(request: S3Request, object: StoredObject): Record<string, string> {
  if (headerOf(request, 'x-amz-checksum-mode') !== 'ENABLED') return {};
  return { 'x-amz-checksum-crc32': object.crc32, 'x-amz-checksum-type': 'FULL_OBJECT' };
}
