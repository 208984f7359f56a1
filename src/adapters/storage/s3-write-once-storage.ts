import type { DeleteMarkerEntry, ListObjectVersionsCommandInput, ObjectVersion, S3Client } from '@aws-sdk/client-s3';
import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { retryUntilDeadline } from '../../core/async/retry-until-deadline.js';
import { AwsAdapter, clientSettings, isNamed } from '../aws-adapter.js';
import { firstVersions } from './first-versions.js';
import { isTransientInS3 } from './transient-errors.js';
import type { FirstVersion, WriteOnceStorage } from './write-once-storage.js';

type Sdk = typeof import('./s3-sdk.js');

/** A bucket of Amazon S3 with versions. Its object lock keeps the first version of each key. */
@Injectable()
export class S3WriteOnceStorage extends AwsAdapter<S3Client, Sdk> implements WriteOnceStorage {
  constructor(private readonly config: Config) {
    super();
  }

  async list(prefix: string): Promise<FirstVersion[]> {
    const [versions, deletions]: [ObjectVersion[], DeleteMarkerEntry[]] = [[], []];
    let page: Partial<ListObjectVersionsCommandInput> | undefined = {};
    while (page) {
      const input: ListObjectVersionsCommandInput = { Bucket: this.bucket, Prefix: prefix, ...page };
      const answer = await this.call((client, sdk) => client.send(new sdk.ListObjectVersionsCommand(input)));
      versions.push(...(answer.Versions ?? []));
      deletions.push(...(answer.DeleteMarkers ?? []));
      page = answer.IsTruncated ? { KeyMarker: answer.NextKeyMarker, VersionIdMarker: answer.NextVersionIdMarker } : undefined;
    }
    return firstVersions(versions, deletions);
  }

  read({ key, version }: FirstVersion): Promise<string> {
    return this.call(async (client, sdk) => {
      const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket: this.bucket, Key: key, VersionId: version }));
      return Body!.transformToString();
    });
  }

  async write(key: string, text: string): Promise<boolean> {
    const input = { Bucket: this.bucket, Key: key, Body: text, ContentType: 'application/json', IfNoneMatch: '*' };
    try {
      await this.call((client, sdk) => client.send(new sdk.PutObjectCommand(input)));
      return true;
    } catch (error) {
      if (isNamed(error, 'PreconditionFailed')) return false;
      throw error;
    }
  }

  private get bucket(): string {
    return this.config.auditDigests!.bucket;
  }

  private async call<Output>(request: (client: S3Client, sdk: Sdk) => Promise<Output>): Promise<Output> {
    const { client, sdk } = await this.loaded();
    return retryUntilDeadline(() => request(client, sdk), isTransientInS3, 'digest_storage');
  }

  protected async load() {
    const sdk = await import('./s3-sdk.js');
    // With the checksum of the SDK, without which S3 takes nothing under object lock.
    return { client: new sdk.S3Client(clientSettings(this.config.region)), sdk };
  }
}
