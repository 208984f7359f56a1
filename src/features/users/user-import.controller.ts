import { Body, Controller, HttpCode, Post, Query } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import { Config } from '../../config/config.js';
import type { Catalogue } from '../../core/messages/catalogue.js';
import { AnswerTexts } from '../../http/problems/answer-texts.decorator.js';
import { fileOr, TakesFile } from '../../http/spreadsheets/file-body.js';
import type { SpreadsheetFile } from '../../http/spreadsheets/spreadsheet-file.js';
import { readPeople } from './people-body.js';
import { ImportOutcomesDto, ImportUsersDto, ImportUsersQuery, toImportOptions } from './user-import.dto.js';
import { UserImportService } from './user-import.service.js';

@Controller('users/import')
export class UserImportController {
  constructor(
    private readonly imports: UserImportService,
    private readonly config: Config,
  ) {}

  /**
   * Invite up to 100 people, and update those who exist if `mode=update`. Each row has its own outcome. A row fails if it is invalid, or if the person
   * already exists with different details that the mode does not change; the other rows continue. You can safely send a file again, and rows that failed
   * half-way are completed. If time runs out, the remaining rows are not attempted; send them again. A dry run changes nothing.
   */
  @Post()
  @Allow(Permission.InviteUsers)
  @HttpCode(200)
  @TakesFile({
    columns:
      '`email`, `role`, `code`, `givenName` and `familyName`, one of which can be blank, or `fullName` in place of both; if wanted, `phone`, `dateOfBirth`, `department`. ' +
      'Common names of them in English, Vietnamese, German and French are understood. Other columns are ignored, and the answer lists them.',
    orJson: ImportUsersDto,
  })
  async import(
    @CurrentUser() actor: Actor,
    @Query() query: ImportUsersQuery,
    @Body(fileOr(ImportUsersDto)) body: SpreadsheetFile | ImportUsersDto,
    @AnswerTexts() texts?: Catalogue,
  ): Promise<ImportOutcomesDto> {
    const { rows, ignoredColumns } = await readPeople(body, { ...query, names: this.config.personColumnNames });
    return ImportOutcomesDto.from(await this.imports.import(actor, rows, toImportOptions(query)), { ignoredColumns, texts });
  }
}
