import { Module } from '@nestjs/common';
import { RenameHandler } from './rename.handler.js';

@Module({ providers: [RenameHandler] })
export class NameCopiesModule {}
