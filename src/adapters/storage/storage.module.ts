import { Module } from '@nestjs/common';
import { DeleteFilesHandler } from './delete-files.handler.js';
import { ObjectStorage } from './object-storage.js';
import { S3ObjectStorage } from './s3-object-storage.js';
import { S3WriteOnceStorage } from './s3-write-once-storage.js';
import { Uploads } from './uploads.service.js';
import { WriteOnceStorage } from './write-once-storage.js';

@Module({
  providers: [
    DeleteFilesHandler,
    Uploads,
    { provide: ObjectStorage, useClass: S3ObjectStorage },
    { provide: WriteOnceStorage, useClass: S3WriteOnceStorage },
  ],
  exports: [ObjectStorage, Uploads],
})
export class StorageModule {}
