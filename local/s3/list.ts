import { invalidArgument } from './errors.js';
import type { StoredObject } from './objects.js';
import type { Answer, Call } from './operation.js';
import { percentEncode } from './signature.js';
import { xmlDocument, type XmlElement } from './xml.js';

/** A page of a listing: objects and common prefixes together are at most `max`, in the order of their UTF-8 bytes. */
interface Page {
  readonly objects: readonly StoredObject[];
  readonly prefixes: readonly string[];
  /** The last key or prefix of the page, when more follow. */
  readonly last?: string;
}

interface Wish {
  readonly prefix: string;
  readonly delimiter: string;
  /** Keys up to this one are passed over. */
  readonly startAfter: string;
  /** Keys and common prefixes up to this one were on earlier pages. */
  readonly continueAfter: string;
  readonly max: number;
}

const MAX_PAGE = 1000;

/** ListObjectsV2. @throws S3Error NoSuchBucket, InvalidArgument */
export function listObjects({ request: { bucket, query }, objects }: Call): Answer {
  const token = query.get('continuation-token');
  const wish: Wish = {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    startAfter: token === null ? (query.get('start-after') ?? '') : '',
    continueAfter: token === null ? '' : fromToken(token),
    max: pageSize(query.get('max-keys')),
  };
  const page = pageOf(objects.all(bucket), wish);
  const written = encoder(query.get('encoding-type'));
  const optional = (name: string, value: string | null | undefined): XmlElement[] => (value ? [[name, value]] : []);
  const body = xmlDocument(
    [
      'ListBucketResult',
      [
        ['Name', bucket],
        ['Prefix', written(wish.prefix)],
        ...optional('Delimiter', written(wish.delimiter)),
        ...optional('StartAfter', written(wish.startAfter)),
        ...optional('EncodingType', query.get('encoding-type')),
        ...optional('ContinuationToken', token),
        ...optional('NextContinuationToken', page.last === undefined ? undefined : toToken(page.last)),
        ['KeyCount', page.objects.length + page.prefixes.length],
        ['MaxKeys', wish.max],
        ['IsTruncated', page.last !== undefined],
        ...page.objects.map((object): XmlElement => ['Contents', contents(object, written)]),
        ...page.prefixes.map((prefix): XmlElement => ['CommonPrefixes', [['Prefix', written(prefix)]]]),
      ],
    ],
    { namespace: true },
  );
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

export function pageOf(all: Iterable<StoredObject>, wish: Wish): Page {
  const objects: StoredObject[] = [];
  const prefixes: string[] = [];
  let last: string | undefined;
  const wanted = [...all].filter(({ key }) => key.startsWith(wish.prefix) && (!wish.startAfter || inUtf8Order(key, wish.startAfter) > 0));
  for (const object of wanted.sort((a, b) => inUtf8Order(a.key, b.key))) {
    const common = commonPrefix(object.key, wish);
    const entry = common ?? object.key;
    if (entry === last || (wish.continueAfter && inUtf8Order(entry, wish.continueAfter) <= 0)) continue;
    if (objects.length + prefixes.length === wish.max) return { objects, prefixes, last };
    if (common === undefined) objects.push(object);
    else prefixes.push(common);
    last = entry;
  }
  return { objects, prefixes };
}

function commonPrefix(key: string, { prefix, delimiter }: Wish): string | undefined {
  const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}

/** Not the order of JavaScript strings, which puts an emoji before a full-width letter. */
function inUtf8Order(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

export function contents(object: StoredObject, written: (text: string) => string): XmlElement[] {
  return [
    ['Key', written(object.key)],
    ['LastModified', new Date(object.modified).toISOString()],
    ['ETag', object.etag],
    ['Size', object.size],
    ['StorageClass', 'STANDARD'],
  ];
}

export function pageSize(text: string | null): number {
  if (text === null) return MAX_PAGE;
  if (!/^\d{1,9}$/.test(text)) throw invalidArgument('Provided max-keys not an integer or within integer range', 'max-keys', text);
  return Math.min(Number(text), MAX_PAGE);
}

/** S3 writes a space as `+`, and leaves slashes alone. */
export function encoder(encoding: string | null): (text: string) => string {
  if (encoding === null) return (text) => text;
  if (encoding !== 'url') throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', encoding);
  return (text) => percentEncode(text).replaceAll('%20', '+').replaceAll('%2F', '/');
}

function toToken(entry: string): string {
  return Buffer.from(`after:${entry}`).toString('base64');
}

function fromToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString();
  if (!text.startsWith('after:')) throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
  return text.slice('after:'.length);
}
