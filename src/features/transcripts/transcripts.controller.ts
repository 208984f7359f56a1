import { Controller, Get } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { IdParam } from '../../http/validation/validators.js';
import { StudentNotFound } from '../enrolments/enrolments.errors.js';
import { TranscriptDto } from './transcripts.dto.js';
import { TranscriptsService } from './transcripts.service.js';

@Controller()
export class TranscriptsController {
  constructor(private readonly transcripts: TranscriptsService) {}

  /** Get your own transcript. */
  @Get('me/transcript')
  @Allow(Permission.ReadOwnTranscript)
  @Throws(StudentNotFound)
  async own(@CurrentUser() actor: Actor): Promise<TranscriptDto> {
    return TranscriptDto.from(await this.transcripts.read(actor, actor.id));
  }

  /** Get the transcript of a student. It is exactly what the student sees. */
  @Get('students/:id/transcript')
  @Allow(Permission.ReadTranscripts)
  @Throws(StudentNotFound)
  async read(@CurrentUser() actor: Actor, @IdParam('id') id: string): Promise<TranscriptDto> {
    return TranscriptDto.from(await this.transcripts.read(actor, id));
  }
}
