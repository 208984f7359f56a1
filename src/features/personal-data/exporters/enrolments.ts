import { Injectable } from '@nestjs/common';
import type { SchoolClass } from '../../classes/school-class.js';
import { ClassesRepository } from '../../classes/classes.repository.js';
import { collectAll } from '../../../core/paging/page.js';
import type { Enrolment } from '../../enrolments/enrolment.js';
import { EnrolmentsRepository } from '../../enrolments/enrolments.repository.js';
import type { Result } from '../../grading/result.js';
import { visibleToStudent, changesIn, type MarkChange } from '../../scores/mark-history.js';
import { isAllPublished } from '../../scores/student-scores-view.js';

/** What the school holds of one person in one class, as far as it is theirs to know: nothing that is not published. */
export interface OwnEnrolment {
  readonly schoolClass: SchoolClass;
  readonly row: Enrolment;
  /** By component, in hundredths. */
  readonly marks: Readonly<Record<string, number>>;
  readonly result?: Result;
  readonly history: readonly MarkChange[];
}

/** What a person takes and teaches. */
@Injectable()
export class EnrolmentsExporter {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly classes: ClassesRepository,
  ) {}

  /** Every class somebody is, or was, enrolled in. */
  async taken(studentId: string): Promise<OwnEnrolment[]> {
    const rows = await this.enrolments.allOfStudent(studentId);
    const classes = await this.classes.readMany(rows.map(({ classId }) => classId));
    return Promise.all(
      rows.flatMap((row) => {
        const schoolClass = classes.find(({ id }) => id === row.classId);
        return schoolClass ? [this.own(row, schoolClass)] : [];
      }),
    );
  }

  /** Every class that somebody leads. */
  led(lecturerId: string): Promise<SchoolClass[]> {
    return collectAll((page) => this.classes.list({ lecturerId }, page));
  }

  private async own(row: Enrolment, schoolClass: SchoolClass): Promise<OwnEnrolment> {
    const changes = changesIn(await this.enrolments.history(row));
    const published = Object.entries(row.marks).filter(([key]) => Object.hasOwn(schoolClass.publishedComponents, key));
    return {
      schoolClass,
      row,
      marks: Object.fromEntries(published),
      result: isAllPublished(schoolClass) ? row.result : undefined,
      history: visibleToStudent(changes, schoolClass),
    };
  }
}
