import { Injectable } from '@nestjs/common';
import { mapConcurrent } from '../../../core/async/map-concurrent.js';
import type { NameCopiesRepository, NamedThing } from '../../../features/users/name-copies.repository.js';
import { Database } from '../driver/database.js';
import { assignments, expression, type Expression, joined, Path } from '../driver/expression.js';
import type { Item, Key } from '../schema/item.js';
import { keys, sentPartition } from '../schema/keys.js';
import type { TableName } from '../schema/tables.js';

/** The number of copies that are written at once. */
const MAX_CONCURRENT_WRITES = 25;

/** Where the copies of a name are: rows that an index lists under the id of the user or subject. */
interface Copies {
  readonly table: 'classes' | 'scores';
  readonly index: string;
  /** The attribute with the id of the user or subject. */
  readonly owner: string;
  /** The attribute with the version of the copied name. */
  readonly nameVersion: string;
  /** A condition on the rows to update. */
  readonly filter?: Expression;
}

const ROWS_OF_STUDENT: Copies = { table: 'scores', index: 'student-index', owner: 'studentId', nameVersion: 'nameVersion' };
const CLASSES_OF_LECTURER: Copies = { table: 'classes', index: 'lecturer-index', owner: 'lecturerId', nameVersion: 'lecturerNameVersion' };
/** Archived classes keep the old name and code of their subject. */
const CLASSES_OF_SUBJECT: Copies = {
  table: 'classes',
  index: 'subject-index',
  owner: 'subjectId',
  nameVersion: 'subjectNameVersion',
  filter: expression`#status = ${'ACTIVE'}`,
};

@Injectable()
export class DynamoNameCopiesRepository implements NameCopiesRepository {
  constructor(private readonly database: Database) {}

  update({ kind, id }: NamedThing): Promise<number> {
    return kind === 'subject' ? this.updateSubject(id) : this.updateUser(id);
  }

  private async updateSubject(id: string): Promise<number> {
    const subject = await this.database.get('subjects', keys.subject(id), { consistent: true });
    if (!subject) return 0;
    const { nameVersion, name: subjectName, code: subjectCode, repeatable } = subject;
    return this.updateRows(CLASSES_OF_SUBJECT, id, nameVersion as number, { subjectName, subjectCode, repeatable });
  }

  /** Updates all kinds of copies, because the role may have changed: a lecturer may have rows from when they were a student. */
  private async updateUser(id: string): Promise<number> {
    const [user] = await this.database.all('users', { partition: id, consistent: true });
    if (!user) return 0;
    const name = { givenName: user.givenName, familyName: user.familyName };
    const disabled = user.status === 'DISABLED' ? true : undefined;
    const isMarkWrong = disabled ? expression`attribute_not_exists(#disabled)` : expression`attribute_exists(#disabled)`;
    const found = await Promise.all([
      this.updateRows(
        ROWS_OF_STUDENT,
        id,
        user.nameVersion as number,
        { studentName: name, studentCode: user.code, disabled },
        isMarkWrong,
      ),
      this.updateRows(CLASSES_OF_LECTURER, id, user.nameVersion as number, { lecturerName: name }),
      this.updateSent(id, user.nameVersion as number, { senderName: name }),
    ]);
    return found.reduce((sum, count) => sum + count, 0);
  }

  /** @param isIncomplete holds for a copy that is as old as the name, but was written before copies had all attributes */
  private async updateRows(
    { table, index, owner, nameVersion, filter: extra }: Copies,
    id: string,
    version: number,
    copied: Item,
    isIncomplete?: Expression,
  ): Promise<number> {
    const path = new Path(nameVersion);
    const isOlder = expression`${path} < ${version}`;
    const isBehind = isIncomplete ? expression`(${isOlder} OR (${path} = ${version} AND ${isIncomplete}))` : isOlder;
    const filter = extra ? joined([isBehind, extra], ' AND ') : isBehind;
    const behind = await this.database.all(table, { index, partition: id, filter });
    const when = joined([expression`${new Path(owner)} = ${id}`, filter], ' AND ');
    const found = behind.map((row) => toKey(table, row));
    return this.updateAll(table, found, assignments({ ...copied, [nameVersion]: version }), when);
  }

  /** The ledger lists the notifications of a sender, because no index does. */
  private async updateSent(id: string, version: number, copied: Item): Promise<number> {
    const records = await this.database.all('ledger', { partition: sentPartition(id), consistent: true });
    const sent = await this.database.batchGet(
      'notifications',
      records.map(({ sk }) => keys.notification(Number(sk))),
      { consistent: true },
    );
    const behind = sent.filter(({ senderNameVersion }) => (senderNameVersion as number) < version);
    const found = behind.map((notification) => keys.notification(notification.id as number));
    const change = assignments({ ...copied, senderNameVersion: version });
    return this.updateAll('notifications', found, change, expression`#senderNameVersion < ${version}`);
  }

  private async updateAll(table: TableName, found: readonly Key[], change: Expression, when: Expression): Promise<number> {
    // If the condition of a row fails, another request has updated the name or changed the owner.
    await mapConcurrent(found, MAX_CONCURRENT_WRITES, (key) => this.database.applyIf(this.database.update(table, key, change, when)));
    return found.length;
  }
}

function toKey(table: Copies['table'], row: Item): Key {
  return table === 'classes' ? keys.class(row.id as string) : keys.enrolment(row.classId as string, row.studentId as string);
}
