import { withinSize } from './content.js';
import { invalidArgument } from './errors.js';
import { storedHeaders } from './headers.js';
import type { Answer, Call } from './operation.js';
import { readForm } from './post-form.js';
import { checkPolicy } from './post-policy.js';
import { checkKeyLength } from './request.js';
import { percentEncode } from './signature.js';
import { xmlDocument } from './xml.js';

/**
 * An upload by a browser's form, allowed by the policy it carries. The policy is judged before the first byte of the file is read.
 * @throws S3Error those of `readForm` and `checkPolicy`, NoSuchBucket, EntityTooLarge, EntityTooSmall, InvalidArgument, KeyTooLongError
 */
export async function postObject({ request: { bucket, incoming }, objects, credentials, now }: Call): Promise<Answer> {
  const form = await readForm(incoming);
  const fields = withFilename(form.fields, form.filename).set('bucket', bucket);
  const key = keyOf(fields);
  const size = checkPolicy(fields, credentials, now());
  const object = await objects.put(bucket, key, withinSize(form.content, size), { headers: storedHeaders(fields), now });

  const location = `http://${incoming.headers.host}/${bucket}/${percentEncode(key)}`;
  const headers = { etag: object.etag, location };
  if (fields.get('success_action_status') === '200') return { status: 200, headers };
  if (fields.get('success_action_status') !== '201') return { status: 204, headers };
  const result = xmlDocument(
    [
      'PostResponse',
      [
        ['Location', location],
        ['Bucket', bucket],
        ['Key', key],
        ['ETag', object.etag],
      ],
    ],
    { namespace: false },
  );
  return { status: 201, headers: { ...headers, 'content-type': 'application/xml' }, body: result };
}

/** Signed fields do not change; everywhere else `${filename}` becomes the name of the file, before any condition is looked at. */
function withFilename(fields: ReadonlyMap<string, string>, filename: string): Map<string, string> {
  const signed = ['policy', 'x-amz-signature'];
  const expand = (value: string): string => value.split('${filename}').join(filename);
  return new Map([...fields].map(([name, value]) => [name, signed.includes(name) ? value : expand(value)]));
}

function keyOf(fields: ReadonlyMap<string, string>): string {
  const key = fields.get('key');
  if (key === undefined) {
    throw invalidArgument(
      "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.",
      'key',
    );
  }
  if (key === '') throw invalidArgument('User key must have a length greater than 0.', 'key');
  checkKeyLength(key);
  return key;
}
