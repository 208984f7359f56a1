import { Controller, Get, Query } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import { PagePipe } from '../../http/paging/page.pipe.js';
import { csvDownload, type FileDownload, SendsCsv, SendsWorkbook, workbookDownload } from '../../http/spreadsheets/file-download.js';
import { PeopleCsvQuery, PeopleFileQuery } from './people-file.dto.js';
import { PeopleFileService } from './people-file.service.js';

@Controller()
export class PeopleFileController {
  constructor(private readonly files: PeopleFileService) {}

  /**
   * Export people as a CSV file. It has a line for each person and the columns of an import, so that you can edit and import it. Anonymised people are
   * left out. A longer list is several files: get the address in the header `Link` until there is none. A file can have fewer people than `limit`, or
   * none, without being the last one.
   */
  @Get('users.csv')
  @Allow(Permission.ReadUsers)
  @SendsCsv({ isPaged: true })
  async export(
    @CurrentUser() actor: Actor,
    @Query(PagePipe) { page, role, status, search, separator }: PeopleCsvQuery,
  ): Promise<FileDownload> {
    return csvDownload(await this.files.export(actor, { role, status, search }, page), separator);
  }

  /** Export people as a workbook, with the lines and columns of the CSV file. A longer list is several workbooks: follow the header `Link`. */
  @Get('users.xlsx')
  @Allow(Permission.ReadUsers)
  @SendsWorkbook({ isPaged: true })
  async exportWorkbook(
    @CurrentUser() actor: Actor,
    @Query(PagePipe) { page, role, status, search }: PeopleFileQuery,
  ): Promise<FileDownload> {
    return workbookDownload(await this.files.export(actor, { role, status, search }, page));
  }
}
