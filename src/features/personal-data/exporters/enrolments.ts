import { Injectable } from '@nestjs/common';
import { collectAll } from '../../../core/paging/page.js';
import { ClassesRepository } from '../../classes/classes.repository.js';
import type { SchoolClass } from '../../classes/school-class.js';
import type { Final } from '../../enrolments/final.js';
import type { Enrolment } from '../../enrolments/enrolment.js';
import { type Feedback, feedbackKeysOf, inOrder } from '../../enrolments/feedback.js';
import { FeedbackRepository } from '../../enrolments/feedback.repository.js';
import { EnrolmentsRepository } from '../../enrolments/enrolments.repository.js';
import type { Marks } from '../../grading/component.js';
import type { Result } from '../../grading/result.js';
import { filterVisible, type MarkChange, toMarkChanges } from '../../scores/mark-history.js';
import { isAllPublished } from '../../scores/student-scores-view.js';

/** The data about one person in one class, without unpublished marks. */
export interface OwnEnrolment {
  readonly schoolClass: SchoolClass;
  readonly row: Enrolment;
  readonly marks: Marks;
  readonly result?: Result;
  readonly final?: Final;
  readonly feedback: readonly Feedback[];
  readonly history: readonly MarkChange[];
}

/** Exports the classes that a person takes and teaches. */
@Injectable()
export class EnrolmentsExporter {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly feedback: FeedbackRepository,
    private readonly classes: ClassesRepository,
  ) {}

  /** Includes classes that the student has left. */
  async listTaken(studentId: string): Promise<OwnEnrolment[]> {
    const rows = await this.enrolments.allOfStudent(studentId);
    const classes = await this.classes.readMany(rows.map(({ classId }) => classId));
    return Promise.all(
      rows.flatMap((row) => {
        const schoolClass = classes.get(row.classId);
        return schoolClass ? [this.toOwnEnrolment(row, schoolClass)] : [];
      }),
    );
  }

  listTaught(lecturerId: string): Promise<SchoolClass[]> {
    return collectAll((page) => this.classes.list({ lecturerId }, page));
  }

  private async toOwnEnrolment(row: Enrolment, schoolClass: SchoolClass): Promise<OwnEnrolment> {
    const isPublished = (key: string) => Object.hasOwn(schoolClass.publishedComponents, key);
    const [entries, feedback] = await Promise.all([this.enrolments.history(row), this.feedback.readMany(feedbackKeysOf(row, isPublished))]);
    const changes = toMarkChanges(entries);
    return {
      schoolClass,
      row,
      marks: Object.fromEntries(Object.entries(row.marks).filter(([key]) => isPublished(key))),
      feedback: inOrder(feedback, schoolClass),
      ...(isAllPublished(schoolClass) && { result: row.result, final: row.final }),
      history: filterVisible('STUDENT', changes, schoolClass),
    };
  }
}
