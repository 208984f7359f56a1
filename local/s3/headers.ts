import { invalidArgument } from './errors.js';

const STORED = ['cache-control', 'content-disposition', 'content-encoding', 'content-language', 'content-type', 'expires'];
const DEFAULT_TYPE = 'binary/octet-stream';

/** What S3 keeps of the headers of an upload, or the fields of a form, to send with every download. @throws S3Error InvalidArgument */
export function storedHeaders(sent: ReadonlyMap<string, string>): Record<string, string> {
  const kept = [...sent]
    .filter(([name]) => STORED.includes(name) || isMetadata(name))
    .map(([name, value]) => [name, name === 'content-encoding' ? withoutTransferCoding(value) : headerValue(name, value)] as const)
    .filter(([, value]) => value !== '');
  return { 'content-type': DEFAULT_TYPE, ...Object.fromEntries(kept) };
}

/** A form can name its fields in ways that no header may be named. */
function isMetadata(name: string): boolean {
  if (!name.startsWith('x-amz-meta-')) return false;
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name)) throw invalidArgument('Metadata names must be HTTP tokens.', name);
  return true;
}

/** @throws S3Error InvalidArgument when no header can carry it */
export function headerValue(name: string, value: string): string {
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) throw invalidArgument('Header value cannot be represented using ISO-8859-1.', name, value);
  return value;
}

/** `aws-chunked` is an encoding of the transfer, not of the object. */
function withoutTransferCoding(encoding: string): string {
  const codings = encoding.split(',').map((coding) => coding.trim());
  return headerValue('content-encoding', codings.filter((coding) => coding !== 'aws-chunked').join(','));
}
