import type { _Object, S3Client } from '@aws-sdk/client-s3';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Page, type PageRequest } from '../../core/paging/page.js';
import { retryUntilDeadline } from '../../core/async/retry-until-deadline.js';
import { preventCaching } from '../../core/context/request-context.js';
import { isNamed, isUnanswered } from '../sdk-errors.js';
import { Config } from '../../config/config.js';
import { attachmentNamed } from './content-disposition.js';
import {
  LINK_SECONDS,
  UPLOAD_SECONDS,
  type ObjectSelection,
  type ObjectContent,
  type ObjectStorage,
  type StoredObject,
  type UploadForm,
  type UploadTerms,
} from './object-storage.js';

type Sdk = typeof import('./s3-sdk.js');
type Request<Output> = (client: S3Client, sdk: Sdk) => Promise<Output>;

/** Milliseconds until a connection counts as failed, and until a request without an answer does. */
const CONNECTION_TIMEOUT_MS = 1_000;
const REQUEST_TIMEOUT_MS = 5_000;

/** As many as one request may list, and delete. */
const MAX_AT_ONCE = 1000;

/** Objects in Amazon S3. The SDK is loaded when the first one is touched: few requests do that. */
@Injectable()
export class S3ObjectStorage implements ObjectStorage, OnApplicationShutdown {
  private loading?: Promise<{ client: S3Client; sdk: Sdk }>;

  constructor(private readonly config: Config) {}

  async offer(key: string, { contentType, size }: UploadTerms): Promise<UploadForm> {
    const { client, sdk } = await this.loaded();
    const expiresAt = new Date(Date.now() + UPLOAD_SECONDS * 1000).toISOString();
    const { url, fields } = await sdk.createPresignedPost(client, {
      Bucket: this.config.mediaBucket,
      Key: key,
      // Every field is a condition, too.
      Fields: { 'Content-Type': contentType },
      Conditions: [['content-length-range', size, size]],
      Expires: UPLOAD_SECONDS,
    });
    preventCaching();
    return { url, fields, expiresAt };
  }

  async link(key: string, saveAs?: string): Promise<string> {
    const { client, sdk } = await this.loaded();
    const ResponseContentDisposition = saveAs === undefined ? undefined : attachmentNamed(saveAs);
    const command = new sdk.GetObjectCommand({ Bucket: this.config.mediaBucket, Key: key, ResponseContentDisposition });
    preventCaching();
    return sdk.getSignedUrl(client, command, { expiresIn: LINK_SECONDS });
  }

  async inspect(key: string, bytes: number): Promise<ObjectContent | undefined> {
    try {
      return await this.ask(async (client, sdk) => {
        const command = new sdk.GetObjectCommand({ Bucket: this.config.mediaBucket, Key: key, Range: `bytes=0-${bytes - 1}` });
        const { ContentType = '', ContentRange = '', Body } = await client.send(command);
        const size = Number(ContentRange.split('/')[1]);
        return { contentType: ContentType, size, beginning: Buffer.from(await Body!.transformToByteArray()) };
      });
    } catch (error) {
      // No part of what is empty can be read.
      if (isNamed(error, 'NoSuchKey', 'InvalidRange')) return undefined;
      throw error;
    }
  }

  async list(prefix: string, { limit, after }: PageRequest): Promise<Page<StoredObject>> {
    const { Contents = [], IsTruncated } = await this.ask((client, sdk) =>
      client.send(
        new sdk.ListObjectsV2Command({
          Bucket: this.config.mediaBucket,
          Prefix: prefix,
          StartAfter: after,
          MaxKeys: limit,
          // XML cannot hold every character that a key can.
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
      page = await this.list(prefix, { limit: MAX_AT_ONCE, after: page?.next });
      const keys = page.items.map(({ key }) => key).filter((key) => key !== keep && (through === undefined || key <= through));
      if (keys.length > 0) await this.delete(keys);
      found += keys.length;
    }
    return found;
  }

  async onApplicationShutdown(): Promise<void> {
    (await this.loading)?.client.destroy();
  }

  private async delete(keys: readonly string[]): Promise<void> {
    const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true };
    const { Errors = [] } = await this.ask((client, sdk) =>
      client.send(new sdk.DeleteObjectsCommand({ Bucket: this.config.mediaBucket, Delete })),
    );
    if (Errors.length > 0) throw new Error(`${Errors.length} objects were not deleted: ${Errors[0]!.Code}`);
  }

  private async ask<Output>(request: Request<Output>): Promise<Output> {
    const { client, sdk } = await this.loaded();
    return retryUntilDeadline(() => request(client, sdk), isPassing, 'The file storage');
  }

  private loaded() {
    return (this.loading ??= this.load());
  }

  private async load() {
    const sdk = await import('./s3-sdk.js');
    const client = new sdk.S3Client({
      region: this.config.region,
      // Retries are up to retryUntilDeadline, which knows how much time is left.
      maxAttempts: 1,
      requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true },
      // A part of an object has no checksum, and a link should not ask for one.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
    return { client, sdk };
  }
}

function isPassing(error: unknown): boolean {
  return isNamed(error, 'RequestTimeout') || isUnanswered(error);
}

function toStoredObject({ Key, Size, LastModified }: _Object): StoredObject {
  return { key: decodeURIComponent(Key!.replaceAll('+', ' ')), size: Size!, uploadedAt: LastModified!.toISOString() };
}
