import { Controller, Get, Query } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { csvDownload, type FileDownload, SendsCsv, SendsWorkbook, workbookDownload } from '../../http/spreadsheets/file-download.js';
import { SeparatorQuery } from '../../http/spreadsheets/separator.dto.js';
import { IdParam } from '../../http/validation/validators.js';
import { StudentNotFound } from '../enrolments/enrolments.errors.js';
import { toTranscriptFile } from './transcript-file.js';
import { TranscriptsService } from './transcripts.service.js';

@Controller()
export class TranscriptFileController {
  constructor(private readonly transcripts: TranscriptsService) {}

  /** Export your own transcript as a CSV file: a line for each class, one with the totals of each term, and one with those of all terms. */
  @Get('me/transcript.csv')
  @Allow(Permission.ReadOwnTranscript)
  @SendsCsv()
  @Throws(StudentNotFound)
  async exportOwn(@CurrentUser() actor: Actor, @Query() { separator }: SeparatorQuery): Promise<FileDownload> {
    return csvDownload(toTranscriptFile(await this.transcripts.export(actor, actor.id)), separator);
  }

  /** Export your own transcript as a workbook, with the lines and columns of the CSV file. */
  @Get('me/transcript.xlsx')
  @Allow(Permission.ReadOwnTranscript)
  @SendsWorkbook()
  @Throws(StudentNotFound)
  async exportOwnWorkbook(@CurrentUser() actor: Actor): Promise<FileDownload> {
    return workbookDownload(toTranscriptFile(await this.transcripts.export(actor, actor.id)));
  }

  /** Export the transcript of a student as a CSV file. It is exactly what the student sees. */
  @Get('students/:id/transcript.csv')
  @Allow(Permission.ReadTranscripts)
  @SendsCsv()
  @Throws(StudentNotFound)
  async exportCsv(@CurrentUser() actor: Actor, @IdParam('id') id: string, @Query() { separator }: SeparatorQuery): Promise<FileDownload> {
    return csvDownload(toTranscriptFile(await this.transcripts.export(actor, id)), separator);
  }

  /** Export the transcript of a student as a workbook, with the lines and columns of the CSV file. */
  @Get('students/:id/transcript.xlsx')
  @Allow(Permission.ReadTranscripts)
  @SendsWorkbook()
  @Throws(StudentNotFound)
  async exportWorkbook(@CurrentUser() actor: Actor, @IdParam('id') id: string): Promise<FileDownload> {
    return workbookDownload(toTranscriptFile(await this.transcripts.export(actor, id)));
  }
}
