import { Injectable } from '@nestjs/common';
import type { Relation, RelationsRepository } from '../../../features/users/relations.repository.js';
import { Database } from '../driver/database.js';
import { expression } from '../driver/expression.js';
import { fromClassItem } from '../schema/class-item.js';
import { fromEnrolmentItem } from '../schema/enrolment-item.js';
import { keys } from '../schema/keys.js';

/** The relations of users, in `student-index` of `scores` and `lecturer-index` of `classes`. */
@Injectable()
export class DynamoRelationsRepository implements RelationsRepository {
  constructor(private readonly database: Database) {}

  async allOf(userId: string): Promise<Relation[]> {
    const [enrolled, led] = await Promise.all([this.enrolled(userId), this.led(userId)]);
    return [...enrolled, ...led];
  }

  private async enrolled(studentId: string): Promise<Relation[]> {
    const filter = expression`#status = ${'ENROLLED'}`;
    const rows = (await this.database.all('scores', { index: 'student-index', partition: studentId, filter })).map(fromEnrolmentItem);
    const classKeys = rows.map(({ classId }) => keys.class(classId));
    const items = await this.database.batchGet('classes', classKeys, { consistent: true });
    const classById = new Map(items.map(fromClassItem).map((schoolClass) => [schoolClass.id, schoolClass]));
    // The code in a row is that of the time of joining.
    return rows.map(({ classId, term, classCode }) => {
      const schoolClass = classById.get(classId);
      return { kind: 'ENROLLED', classId, term, classCode: schoolClass?.code ?? classCode, isArchived: schoolClass?.status === 'ARCHIVED' };
    });
  }

  private async led(lecturerId: string): Promise<Relation[]> {
    const classes = (await this.database.all('classes', { index: 'lecturer-index', partition: lecturerId })).map(fromClassItem);
    return classes.map(({ id: classId, term, code: classCode, status }) => ({
      ...{ kind: 'LEADS', classId, term, classCode },
      isArchived: status === 'ARCHIVED',
    }));
  }
}
