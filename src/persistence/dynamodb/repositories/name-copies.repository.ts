import type { Item, Key } from '../schema/item.js';
import { Injectable } from '@nestjs/common';
import type { NameCopiesRepository, NamedThing } from '../../../features/users/name-copies.repository.js';
import { Database } from '../driver/database.js';
import { assignments, expression, joined, Path, type Expression } from '../driver/expression.js';
import { keys, sentPartition } from '../schema/keys.js';
import type { TableName } from '../schema/tables.js';

/** How many copies are written at once. */
const AT_ONCE = 25;

/** Where copies of a name are: the rows that an index lists under the id of the thing named. */
interface Copies {
  readonly table: 'classes' | 'scores';
  readonly index: string;
  /** The attribute that holds the id of the thing. */
  readonly owner: string;
  /** The attribute that holds the version of the name copied. */
  readonly nameVersion: string;
  /** The row under a key still has this when it is changed. */
  readonly only?: Expression;
}

const STUDENTS_ROWS: Copies = { table: 'scores', index: 'student-index', owner: 'studentId', nameVersion: 'nameVersion' };
const LECTURERS_CLASSES: Copies = { table: 'classes', index: 'lecturer-index', owner: 'lecturerId', nameVersion: 'lecturerNameVersion' };
/** The name of a subject is frozen in archived classes. */
const SUBJECTS_CLASSES: Copies = {
  table: 'classes',
  index: 'subject-index',
  owner: 'subjectId',
  nameVersion: 'subjectNameVersion',
  only: expression`#status = ${'ACTIVE'}`,
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
    return this.updateRows(SUBJECTS_CLASSES, id, subject.nameVersion as number, { subjectName: subject.name });
  }

  /** People have had one role or another: a lecturer may have rows of their own from when they were a student. */
  private async updateUser(id: string): Promise<number> {
    const [user] = await this.database.all('users', { partition: id, consistent: true });
    if (!user) return 0;
    const name = { givenName: user.givenName, familyName: user.familyName };
    const found = await Promise.all([
      this.updateRows(STUDENTS_ROWS, id, user.nameVersion as number, { studentName: name, studentCode: user.code }),
      this.updateRows(LECTURERS_CLASSES, id, user.nameVersion as number, { lecturerName: name }),
      this.updateSent(id, user.nameVersion as number, { senderName: name }),
    ]);
    return found.reduce((sum, count) => sum + count, 0);
  }

  private async updateRows({ table, index, owner, nameVersion, only }: Copies, id: string, version: number, copied: Item): Promise<number> {
    const isBehind = expression`${new Path(nameVersion)} < ${version}`;
    const filter = only ? joined([isBehind, only], ' AND ') : isBehind;
    const behind = await this.database.all(table, { index, partition: id, filter });
    const when = joined([expression`${new Path(owner)} = ${id}`, filter], ' AND ');
    const found = behind.map((row) => keyOf(table, row));
    return this.updateAll(table, found, assignments({ ...copied, [nameVersion]: version }), when);
  }

  /** No index lists notifications by their sender: the ledger does. */
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
    // A row that does not hold the condition any more got the name, or another owner, meanwhile.
    for (let start = 0; start < found.length; start += AT_ONCE) {
      await Promise.all(
        found.slice(start, start + AT_ONCE).map((key) => this.database.applyIf(this.database.update(table, key, change, when))),
      );
    }
    return found.length;
  }
}

function keyOf(table: Copies['table'], row: Item): Key {
  return table === 'classes' ? keys.class(row.id as string) : keys.enrolment(row.classId as string, row.studentId as string);
}
