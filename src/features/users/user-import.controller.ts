import { Body, Controller, HttpCode, Post, Query } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import { DryRunQuery } from '../../http/validation/dry-run.dto.js';
import { csvOr, TakesCsv } from '../../http/csv/csv-body.js';
import { ImportOutcomesDto, importRowsOf, ImportUsersDto } from './user-import.dto.js';
import { UserImportService } from './user-import.service.js';

@Controller('users/import')
export class UserImportController {
  constructor(private readonly imports: UserImportService) {}

  /**
   * Invite up to 100 people. Each row has an outcome of its own: one that breaks a rule, or names somebody who is there and differs, is an error on
   * its line and stops no other. Sending a file again is safe: whoever is there as it says stays so, and what failed is finished. Rows that were not
   * attempted, for lack of time, may be sent again. A dry run tells what would become of each, and writes nothing.
   */
  @Post()
  @Allow(Permission.InviteUsers)
  @HttpCode(200)
  @TakesCsv({ columns: 'email, role, code, givenName, familyName; if wanted, phone, dateOfBirth, department.', orJson: ImportUsersDto })
  async import(
    @CurrentUser() actor: Actor,
    @Query() { dryRun }: DryRunQuery,
    @Body(csvOr(ImportUsersDto)) body: string | ImportUsersDto,
  ): Promise<ImportOutcomesDto> {
    return ImportOutcomesDto.from(await this.imports.import(actor, await importRowsOf(body), dryRun));
  }
}
