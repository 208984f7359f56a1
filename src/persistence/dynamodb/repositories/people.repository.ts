import { Injectable } from '@nestjs/common';
import { mapConcurrent } from '../../../core/async/map-concurrent.js';
import type { PeopleRepository, Person } from '../../../features/audit/people.repository.js';
import { Database } from '../driver/database.js';
import { fromUserItem } from '../schema/user-item.js';

/** A page of the audit log can name hundreds. More reads at the same time would wait for a connection. */
const READS_AT_ONCE = 50;

/** People, in `users`. */
@Injectable()
export class DynamoPeopleRepository implements PeopleRepository {
  constructor(private readonly database: Database) {}

  async find(ids: readonly string[]): Promise<ReadonlyMap<string, Person>> {
    // A batch read would need the address, which is part of the key.
    const items = await mapConcurrent([...new Set(ids)], READS_AT_ONCE, (id) => this.database.all('users', { partition: id }));
    const people = items.flat().map(fromUserItem);
    return new Map(people.map(({ id, code, givenName, familyName, anonymised }) => [id, { id, code, givenName, familyName, anonymised }]));
  }
}
