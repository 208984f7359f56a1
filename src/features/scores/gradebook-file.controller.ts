import { Body, Controller, Get, HttpCode, Post, Query, type StreamableFile } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import { Config } from '../../config/config.js';
import type { Catalogue } from '../../core/messages/catalogue.js';
import { AnswerTexts } from '../../http/problems/answer-texts.decorator.js';
import { TakesFile } from '../../http/spreadsheets/file-body.js';
import { csvDownload, SendsCsv, SendsWorkbook, workbookDownload } from '../../http/spreadsheets/file-download.js';
import { SeparatorQuery } from '../../http/spreadsheets/separator.dto.js';
import type { SpreadsheetFile } from '../../http/spreadsheets/spreadsheet-file.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { IdParam } from '../../http/validation/validators.js';
import { ClassArchived, ClassNotFound, GradebookLocked } from '../classes/classes.errors.js';
import { ImportedLinesDto, ImportScoresQuery } from './gradebook-file.dto.js';
import { GradebookFileService } from './gradebook-file.service.js';

@Controller('classes/:classId')
export class GradebookFileController {
  constructor(
    private readonly files: GradebookFileService,
    private readonly config: Config,
  ) {}

  /** Export the marks of a class as a CSV file. It has a line for each enrolled student and a column for each component. Edit and import it. */
  @Get('scores.csv')
  @Allow(Permission.ReadGradebooks)
  @SendsCsv()
  @Throws(ClassNotFound)
  async export(
    @CurrentUser() actor: Actor,
    @IdParam('classId') classId: string,
    @Query() { separator }: SeparatorQuery,
  ): Promise<StreamableFile> {
    return csvDownload(await this.files.export(actor, classId), separator);
  }

  /** Export the marks of a class as a workbook, with the lines and columns of the CSV file. Edit and import it. */
  @Get('scores.xlsx')
  @Allow(Permission.ReadGradebooks)
  @SendsWorkbook()
  @Throws(ClassNotFound)
  async exportWorkbook(@CurrentUser() actor: Actor, @IdParam('classId') classId: string): Promise<StreamableFile> {
    return workbookDownload(await this.files.export(actor, classId));
  }

  /** Import an edited gradebook file. Each line has its own outcome. A line is skipped if it is invalid, or if another request has changed one of its edited marks since the export. */
  @Post('scores/import')
  @HttpCode(200)
  @Allow(Permission.EnterMarks)
  @TakesFile({
    columns:
      '`studentCode`, any components by their keys, and `row.seen` as exported; `name` must fit the code; `result`, `letter` and `row.disabled` are ignored. ' +
      'A blank cell clears a mark, and a component without a column stays as it is. A line with neither `row.seen` nor the older `version` ' +
      'only adds marks. A component is also found by its name. In files of other products, students are also found by their e-mail address, ' +
      'rows of points and dates are skipped, and marks that are out of other points are scaled; say it with `map` as `midterm/100` where the ' +
      'file does not. Other columns are ignored, and the answer lists them. At most 500 lines.',
  })
  @Throws(ClassNotFound, ClassArchived, GradebookLocked)
  async import(
    @CurrentUser() actor: Actor,
    @IdParam('classId') classId: string,
    @Query() options: ImportScoresQuery,
    // As a class it would be validated like a DTO.
    @Body() file: Pick<SpreadsheetFile, 'read'>,
    @AnswerTexts() texts?: Catalogue,
  ): Promise<ImportedLinesDto> {
    const imported = await this.files.import(actor, classId, file, { ...options, names: this.config.personColumnNames });
    return ImportedLinesDto.from(imported, texts);
  }
}
