import { invalidArgument } from './errors.js';
import { contents, encoder, pageOf, pageSize } from './list.js';
import type { Answer, Call } from './operation.js';
import { xmlDocument, type XmlElement } from './xml.js';

/** What S3 calls the one version of an object in a bucket that keeps no others. */
export const ONLY_VERSION = 'null';

/** ListObjectVersions of a bucket without versioning, which every bucket here is. @throws S3Error NoSuchBucket, InvalidArgument */
export function listVersions({ request: { bucket, query }, objects }: Call): Answer {
  const [prefix, keyMarker, versionMarker] = [
    query.get('prefix') ?? '',
    query.get('key-marker') ?? '',
    query.get('version-id-marker') ?? '',
  ];
  if (versionMarker && !keyMarker)
    throw invalidArgument('A version-id marker cannot be specified without a key marker.', 'version-id-marker', versionMarker);
  const max = pageSize(query.get('max-keys'));
  const page = pageOf(objects.all(bucket), { prefix, delimiter: '', startAfter: '', continueAfter: keyMarker, max });
  const written = encoder(query.get('encoding-type'));
  const encoding = query.get('encoding-type');
  const next: XmlElement[] =
    page.last === undefined
      ? []
      : [
          ['NextKeyMarker', written(page.last)],
          ['NextVersionIdMarker', ONLY_VERSION],
        ];
  const body = xmlDocument(
    [
      'ListVersionsResult',
      [
        ['Name', bucket],
        ['Prefix', written(prefix)],
        ['KeyMarker', written(keyMarker)],
        ['VersionIdMarker', versionMarker],
        ...next,
        ...(encoding ? ([['EncodingType', encoding]] as const) : []),
        ['MaxKeys', max],
        ['IsTruncated', page.last !== undefined],
        ...page.objects.map((object): XmlElement => [
          'Version',
          [['VersionId', ONLY_VERSION], ['IsLatest', true], ...contents(object, written)],
        ]),
      ],
    ],
    { namespace: true },
  );
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}
