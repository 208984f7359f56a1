import { Module } from '@nestjs/common';
import { DeleteFilesHandler } from './delete-files.handler.js';
import { ObjectStorage } from './object-storage.js';
import { S3ObjectStorage } from './s3-object-storage.js';

@Module({ providers: [DeleteFilesHandler, { provide: ObjectStorage, useClass: S3ObjectStorage }], exports: [ObjectStorage] })
export class StorageModule {}
