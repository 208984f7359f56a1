import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { collectPage, type ReadLimits } from '../../core/paging/collect-page.js';
import type { PageRequest } from '../../core/paging/page.js';
import type { FileContent } from '../../http/spreadsheets/file-download.js';
import { AccessTrail } from '../audit/access-trail.js';
import { PEOPLE } from '../audit/audit-entry.js';
import { PEOPLE_FILE_COLUMNS, toPeopleRows } from './people-file.js';
import { type UserFilter, UsersRepository } from './users.repository.js';

/** A profile has up to 1 kB, so a read has about 1 MB of each role. In a large school, 20 of them take a few seconds. */
const READ_LIMITS: ReadLimits = { itemsAtOnce: 1_000, reads: 20 };

/** Exports people as a file. */
@Injectable()
export class PeopleFileService {
  constructor(
    private readonly users: UsersRepository,
    private readonly access: AccessTrail,
  ) {}

  /** Every export has an entry in the audit log. Without the entry it fails. */
  async export(actor: Actor, filter: UserFilter, page: PageRequest): Promise<FileContent> {
    const { items, next } = await collectPage((part) => this.users.list(filter, part), page, READ_LIMITS);
    const rows = toPeopleRows(items);
    // The text of a search can be a name, so only the other filters are recorded.
    const { role, status } = filter;
    await this.access.record(actor, { entity: PEOPLE, action: 'people.exported', after: { role, status, people: rows.length } });
    return { name: 'people', columns: PEOPLE_FILE_COLUMNS, rows, next };
  }
}
