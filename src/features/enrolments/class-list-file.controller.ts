import { Controller, Get, Query } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { csvDownload, type FileDownload, SendsCsv, SendsWorkbook, workbookDownload } from '../../http/spreadsheets/file-download.js';
import { SeparatorQuery } from '../../http/spreadsheets/separator.dto.js';
import { IdParam } from '../../http/validation/validators.js';
import { ClassNotFound } from '../classes/classes.errors.js';
import { RosterService } from './roster.service.js';

@Controller('classes/:classId')
export class ClassListFileController {
  constructor(private readonly rosters: RosterService) {}

  /** Export the enrolled students of a class as a CSV file, in the order of the roster. You can enrol the same students in another class with it. */
  @Get('students.csv')
  @Allow(Permission.ReadRosters)
  @SendsCsv()
  @Throws(ClassNotFound)
  async export(
    @CurrentUser() actor: Actor,
    @IdParam('classId') classId: string,
    @Query() { separator }: SeparatorQuery,
  ): Promise<FileDownload> {
    return csvDownload(await this.rosters.export(actor, classId), separator);
  }

  /** Export the enrolled students of a class as a workbook, with the lines and columns of the CSV file. */
  @Get('students.xlsx')
  @Allow(Permission.ReadRosters)
  @SendsWorkbook()
  @Throws(ClassNotFound)
  async exportWorkbook(@CurrentUser() actor: Actor, @IdParam('classId') classId: string): Promise<FileDownload> {
    return workbookDownload(await this.rosters.export(actor, classId));
  }
}
