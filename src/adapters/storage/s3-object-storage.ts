import type { _Object, S3Client } from '@aws-sdk/client-s3';
import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { retryUntilDeadline } from '../../core/async/retry-until-deadline.js';
import { preventCaching } from '../../core/context/request-context.js';
import { Page, type PageRequest } from '../../core/paging/page.js';
import { Clock } from '../../core/time/clock.js';
import { AwsAdapter, clientSettings, isNamed } from '../aws-adapter.js';
import { attachmentNamed } from './content-disposition.js';
import { isTransientInS3 } from './transient-errors.js';
import {
  type Download,
  LINK_SECONDS,
  type ObjectContent,
  type ObjectSelection,
  type ObjectStorage,
  STABLE_SECONDS,
  type StoredObject,
  UPLOAD_SECONDS,
  type UploadForm,
  type UploadTerms,
} from './object-storage.js';

type Sdk = typeof import('./s3-sdk.js');

/** The most objects that one request can list or delete. */
const MAX_OBJECTS = 1000;

/** Objects in Amazon S3. */
@Injectable()
export class S3ObjectStorage extends AwsAdapter<S3Client, Sdk> implements ObjectStorage {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
  ) {
    super();
  }

  async offer(key: string, { contentType, size }: UploadTerms): Promise<UploadForm> {
    const { client, sdk } = await this.loaded();
    const expiresAt = new Date(Date.now() + UPLOAD_SECONDS * 1000).toISOString();
    const { url, fields } = await sdk.createPresignedPost(client, {
      Bucket: this.config.mediaBucket,
      Key: key,
      // Every field is also a condition.
      Fields: { 'Content-Type': contentType },
      Conditions: [['content-length-range', size, size]],
      Expires: UPLOAD_SECONDS,
    });
    preventCaching();
    return { url, fields, expiresAt };
  }

  async link(key: string, { saveAs, contentType, stable = false }: Download): Promise<string> {
    const { client, sdk } = await this.loaded();
    const command = new sdk.GetObjectCommand({
      Bucket: this.config.mediaBucket,
      Key: key,
      ResponseContentDisposition: attachmentNamed(saveAs),
      ResponseContentType: contentType,
      ResponseCacheControl: stable ? `private, max-age=${STABLE_SECONDS}` : undefined,
    });
    preventCaching();
    const validity = stable
      ? { signingDate: startOfWindow(this.clock.now()), expiresIn: STABLE_SECONDS + LINK_SECONDS }
      : { expiresIn: LINK_SECONDS };
    return sdk.getSignedUrl(client, command, validity);
  }

  async inspect(key: string, bytes: number): Promise<ObjectContent | undefined> {
    try {
      return await this.call(async (client, sdk) => {
        const command = new sdk.GetObjectCommand({ Bucket: this.config.mediaBucket, Key: key, Range: `bytes=0-${bytes - 1}` });
        const { ContentType = '', ContentRange = '', Body } = await client.send(command);
        const size = Number(ContentRange.split('/')[1]);
        return { contentType: ContentType, size, beginning: Buffer.from(await Body!.transformToByteArray()) };
      });
    } catch (error) {
      // An empty object has no valid range.
      if (isNamed(error, 'NoSuchKey', 'InvalidRange')) return undefined;
      throw error;
    }
  }

  async copyOnce(from: string, to: string): Promise<void> {
    const { mediaBucket } = this.config;
    try {
      await this.call((client, sdk) =>
        client.send(
          new sdk.CopyObjectCommand({
            Bucket: mediaBucket,
            Key: to,
            CopySource: [mediaBucket, ...from.split('/')].map(encodeURIComponent).join('/'),
            IfNoneMatch: '*',
          }),
        ),
      );
    } catch (error) {
      if (!isNamed(error, 'PreconditionFailed', 'NoSuchKey')) throw error;
    }
  }

  async list(prefix: string, { limit, after }: PageRequest): Promise<Page<StoredObject>> {
    const { Contents = [], IsTruncated } = await this.call((client, sdk) =>
      client.send(
        new sdk.ListObjectsV2Command({
          Bucket: this.config.mediaBucket,
          Prefix: prefix,
          StartAfter: after,
          MaxKeys: limit,
          // XML cannot contain every character of a key.
          EncodingType: 'url',
        }),
      ),
    );
    const objects = Contents.map(toStoredObject);
    return new Page(objects, IsTruncated ? objects.at(-1)?.key : undefined);
  }

  async remove({ prefix, through, keep }: ObjectSelection): Promise<number> {
    let found = 0;
    for (let page: Page<StoredObject> | undefined; !page || page.next !== undefined;) {
      page = await this.list(prefix, { limit: MAX_OBJECTS, after: page?.next });
      const keys = page.items.map(({ key }) => key).filter((key) => key !== keep && (through === undefined || key <= through));
      if (keys.length > 0) await this.delete(keys);
      found += keys.length;
    }
    return found;
  }

  private async delete(keys: readonly string[]): Promise<void> {
    const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true };
    const { Errors = [] } = await this.call((client, sdk) =>
      client.send(new sdk.DeleteObjectsCommand({ Bucket: this.config.mediaBucket, Delete })),
    );
    if (Errors.length > 0) throw new Error(`${Errors.length} objects were not deleted: ${Errors[0]!.Code}`);
  }

  private async call<Output>(request: (client: S3Client, sdk: Sdk) => Promise<Output>): Promise<Output> {
    const { client, sdk } = await this.loaded();
    return retryUntilDeadline(() => request(client, sdk), isTransientInS3, 'file_storage');
  }

  protected async load() {
    const sdk = await import('./s3-sdk.js');
    const client = new sdk.S3Client({
      ...clientSettings(this.config.region),
      // A range of an object has no checksum, and links must not require one.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
    return { client, sdk };
  }
}

/** Rounds down to a multiple of `STABLE_SECONDS`. The same instant, key and credentials have the same link. */
function startOfWindow(now: Date): Date {
  const windowMs = STABLE_SECONDS * 1000;
  return new Date(Math.floor(now.getTime() / windowMs) * windowMs);
}

function toStoredObject({ Key, Size, LastModified }: _Object): StoredObject {
  return { key: decodeURIComponent(Key!.replaceAll('+', ' ')), size: Size!, uploadedAt: LastModified!.toISOString() };
}
