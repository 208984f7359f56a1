import { Module } from '@nestjs/common';
import { TranscriptFileController } from './transcript-file.controller.js';
import { TranscriptsController } from './transcripts.controller.js';
import { TranscriptsService } from './transcripts.service.js';

@Module({ controllers: [TranscriptsController, TranscriptFileController], providers: [TranscriptsService] })
export class TranscriptsModule {}
