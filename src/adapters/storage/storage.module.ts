import { Module } from '@nestjs/common';
import { DeleteFilesHandler } from './delete-files.handler.js';
import { ObjectStorage } from './object-storage.js';
import { S3ObjectStorage } from './s3-object-storage.js';
import { Uploads } from './uploads.service.js';

@Module({
  providers: [DeleteFilesHandler, Uploads, { provide: ObjectStorage, useClass: S3ObjectStorage }],
  exports: [ObjectStorage, Uploads],
})
export class StorageModule {}
