import { Module } from '@nestjs/common';
import { GradingScalesModule } from '../grading/grading-scales.module.js';
import { GpaChangesService } from './gpa-changes.service.js';
import { GpaRulesController } from './gpa-rules.controller.js';
import { GpaRulesService } from './gpa-rules.service.js';
import { TranscriptFileController } from './transcript-file.controller.js';
import { TranscriptsController } from './transcripts.controller.js';
import { TranscriptsService } from './transcripts.service.js';

@Module({
  imports: [GradingScalesModule],
  controllers: [TranscriptsController, TranscriptFileController, GpaRulesController],
  providers: [TranscriptsService, GpaRulesService, GpaChangesService],
})
export class TranscriptsModule {}
