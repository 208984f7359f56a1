import { Module } from '@nestjs/common';
import { Renames } from './name-copies.service.js';

@Module({ providers: [Renames], exports: [Renames] })
export class RenamesModule {}
