import type { Client } from './harness.js';

/** A form as the API gives it to a browser. */
export interface UploadBody {
  url: string;
  fields: Record<string, string>;
}

/** Uploads a file as a browser does: all fields of the form, then the file. `changed` overrides fields after they were signed. */
export async function upload({ url, fields }: UploadBody, file: Blob | Buffer, changed: Record<string, string> = {}): Promise<string> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...changed })) form.append(name, value);
  form.append('file', new Blob([file]), 'C:\\fakepath\\whatever.bin');
  const response = await fetch(url, { method: 'POST', body: form });
  const text = await response.text();
  return response.ok ? 'uploaded' : `${response.status} ${/<Code>(.*)<\/Code>/.exec(text)?.[1]}`;
}

/** The policy of a form, as somebody would widen it who cannot sign it. */
export function widened({ fields }: UploadBody, change: (policy: string) => string): Record<string, string> {
  const policy = Buffer.from(fields.Policy!, 'base64').toString();
  return { Policy: Buffer.from(change(policy)).toString('base64') };
}

export const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d', 'hex'), Buffer.alloc(100, 1)]);
export const JPEG = Buffer.concat([Buffer.from('ffd8ffe000104a4649460001', 'hex'), Buffer.alloc(50, 2)]);

/** What `POST /me/avatar` answers. */
export interface AvatarOfferBody {
  key: string;
  upload: UploadBody;
  expiresAt: string;
}

export async function offeredAvatar(client: Client, file = PNG, contentType = 'image/png'): Promise<AvatarOfferBody> {
  return (await client.post('/me/avatar', { contentType, size: file.length })).body as AvatarOfferBody;
}

/** Uploads a picture, to be adopted under the key that is returned. */
export async function uploadedAvatar(client: Client, file = PNG, contentType = 'image/png'): Promise<string> {
  const offered = await offeredAvatar(client, file, contentType);
  if ((await upload(offered.upload, file)) !== 'uploaded') throw new Error('The picture was not uploaded.');
  return offered.key;
}

/** What `POST /classes/:id/materials` answers. */
export interface MaterialOfferBody {
  id: string;
  upload: UploadBody;
  expiresAt: string;
}

const TEXT = Buffer.from('Chapter 1');

/** Adds a file to the class at a path. Returns its id. */
export async function uploadedMaterial(client: Client, path: string, name = 'notes.txt', text = TEXT): Promise<string> {
  const { status, body } = await client.post(`${path}/materials`, { name, contentType: 'text/plain', size: text.length });
  const offer = body as MaterialOfferBody;
  if (status !== 200 || (await upload(offer.upload, text)) !== 'uploaded') throw new Error(`Not uploaded: ${JSON.stringify(body)}`);
  return offer.id;
}
