import { Injectable } from '@nestjs/common';
import { abandonedCopyJob, type Upload } from '../../../adapters/storage/upload.js';
import type { UploadsRepository } from '../../../adapters/storage/uploads.repository.js';
import type { Actor } from '../../../auth/actor.js';
import { Database } from '../driver/database.js';
import { putJob } from '../ledger/jobs.js';
import { checkToken } from '../ledger/revocations.js';
import { fromUploadItem, putUpload } from '../ledger/uploads.js';
import { uploadPartition } from '../schema/keys.js';

/** Open uploads, in the ledger. `ledger/uploads.ts` writes and removes them. */
@Injectable()
export class DynamoUploadsRepository implements UploadsRepository {
  constructor(private readonly database: Database) {}

  async list(userId: string, at: string): Promise<Upload[]> {
    const items = await this.database.all('ledger', { partition: uploadPartition(userId), consistent: true });
    return items.map(fromUploadItem).filter(({ expiresAt }) => expiresAt > at);
  }

  async open(upload: Upload, by: Actor, at: string): Promise<void> {
    await this.database.transact([
      checkToken(this.database, by),
      putUpload(this.database, upload, at),
      putJob(this.database, abandonedCopyJob(upload)),
    ]);
  }
}
