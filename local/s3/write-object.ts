import { buffer } from 'node:stream/consumers';
import { contentOf, withinSize } from './content.js';
import { invalidArgument, S3Error } from './errors.js';
import { storedHeaders } from './headers.js';
import { ONLY_VERSION } from './list-versions.js';
import type { Answer, Call } from './operation.js';
import { headerOf, headersWith, type S3Request } from './request.js';
import { elementsOf, unescapeXml, xmlDocument, type XmlElement } from './xml.js';

const MAX_DELETIONS = 1000;
/** Room for the longest keys, escaped. */
const MAX_DELETION = 8 * 1024 ** 2;

/** @throws S3Error NoSuchBucket, NotImplemented, InvalidArgument, PreconditionFailed, and those of `contentOf` */
export async function putObject({ request, objects, payload, now }: Call): Promise<Answer> {
  const ifAbsent = isOnlyIfAbsent(request);
  const headers = storedHeaders(headersWith(request, ''));
  const object = await objects.put(request.bucket, request.key, contentOf(request, payload), { headers, now, ifAbsent });
  return { status: 200, headers: { etag: object.etag, 'x-amz-checksum-crc32': object.crc32, 'x-amz-checksum-type': 'FULL_OBJECT' } };
}

/** @throws S3Error NoSuchBucket, NoSuchKey, NotImplemented, InvalidArgument, InvalidRequest, PreconditionFailed */
export async function copyObject({ request, objects, now }: Call): Promise<Answer> {
  if (headersWith(request, 'x-amz-copy-source-').size > 0) throw new S3Error('NotImplemented', 'Conditional copies are not implemented.');
  const ifAbsent = isOnlyIfAbsent(request);
  const from = parseCopySource(headerOf(request, 'x-amz-copy-source') ?? '');
  const replace = headerOf(request, 'x-amz-metadata-directive') === 'REPLACE';
  if (!replace && from.bucket === request.bucket && from.key === request.key) {
    throw new S3Error(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata.",
    );
  }
  const source = objects.find(from.bucket, from.key);
  const headers = replace ? storedHeaders(headersWith(request, '')) : source.headers;
  const content = objects.open(from.bucket, source) as AsyncIterable<Buffer>;
  const copy = await objects.put(request.bucket, request.key, content, { headers, now, ifAbsent });
  const result: XmlElement[] = [
    ['LastModified', new Date(copy.modified).toISOString()],
    ['ETag', copy.etag],
  ];
  return xmlAnswer(['CopyObjectResult', result]);
}

/** Done as well when there was nothing to delete. @throws S3Error NoSuchBucket */
export function deleteObject({ request, objects }: Call): Answer {
  objects.delete(request.bucket, request.key);
  return { status: 204 };
}

/** @throws S3Error NoSuchBucket, MalformedXML, NotImplemented, InvalidRequest, and those of `contentOf` */
export async function deleteObjects({ request, objects, payload }: Call): Promise<Answer> {
  if (headersWith(request, 'x-amz-checksum-').size === 0 && headerOf(request, 'content-md5') === undefined) {
    throw new S3Error('InvalidRequest', 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  }
  const xml = (await buffer(withinSize(contentOf(request, payload), { min: 0, max: MAX_DELETION }))).toString();
  const entries = elementsOf(xml, 'Object');
  const keys = entries.flatMap((entry) => elementsOf(entry, 'Key')).map(unescapeXml);
  const versions = entries.map((entry) => elementsOf(entry, 'VersionId')[0]);
  if (keys.length === 0 || keys.length !== entries.length || keys.length > MAX_DELETIONS) throw new S3Error('MalformedXML');
  if (versions.some((version) => version !== undefined && version !== ONLY_VERSION)) throw new S3Error('NotImplemented');
  for (const key of keys) objects.delete(request.bucket, key);
  const quiet = elementsOf(xml, 'Quiet')[0] === 'true';
  return xmlAnswer(['DeleteResult', quiet ? [] : keys.map((key, index) => deleted(key, versions[index]))]);
}

function deleted(key: string, version: string | undefined): XmlElement {
  return [
    'Deleted',
    version === undefined
      ? [['Key', key]]
      : [
          ['Key', key],
          ['VersionId', version],
        ],
  ];
}

/** Whether the request has the condition `If-None-Match: *`. @throws S3Error NotImplemented for every other condition */
function isOnlyIfAbsent(request: S3Request): boolean {
  const conditions = [...headersWith(request, 'if-')];
  if (conditions.some(([name, value]) => name !== 'if-none-match' || value !== '*')) {
    throw new S3Error('NotImplemented', 'Of conditional writes, only those with If-None-Match: * are implemented.');
  }
  return conditions.length > 0;
}

/** `[/]bucket/key`, percent-encoded. */
function parseCopySource(header: string): { bucket: string; key: string } {
  if (header.includes('?')) throw new S3Error('NotImplemented', 'Copying a version is not implemented.');
  const match = /^\/?([^/]+)\/(.+)$/s.exec(decoded(header));
  if (!match)
    throw invalidArgument('Copy Source must mention the source bucket and key: sourcebucket/sourcekey', 'x-amz-copy-source', header);
  return { bucket: match[1] ?? '', key: match[2] ?? '' };
}

function decoded(header: string): string {
  try {
    return decodeURIComponent(header);
  } catch {
    throw invalidArgument('Invalid copy source encoding.', 'x-amz-copy-source', header);
  }
}

function xmlAnswer(element: XmlElement): Answer {
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: xmlDocument(element, { namespace: true }) };
}
