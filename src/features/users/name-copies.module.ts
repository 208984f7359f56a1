import { Module } from '@nestjs/common';
import { NameCopiesService } from './name-copies.service.js';

@Module({ providers: [NameCopiesService], exports: [NameCopiesService] })
export class NameCopiesModule {}
