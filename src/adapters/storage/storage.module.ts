import { Module } from '@nestjs/common';
import { ObjectStorage } from './object-storage.js';
import { Purges } from './purges.js';
import { S3ObjectStorage } from './s3-object-storage.js';

@Module({ providers: [Purges, { provide: ObjectStorage, useClass: S3ObjectStorage }], exports: [ObjectStorage, Purges] })
export class StorageModule {}
