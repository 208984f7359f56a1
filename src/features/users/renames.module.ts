import { Module } from '@nestjs/common';
import { Renames } from './renames.js';

@Module({ providers: [Renames], exports: [Renames] })
export class RenamesModule {}
