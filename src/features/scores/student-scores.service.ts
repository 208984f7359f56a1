import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import type { EnrolmentKey } from '../enrolments/enrolment.js';
import { EnrolmentNotFound } from '../enrolments/enrolments.errors.js';
import { EnrolmentsRepository } from '../enrolments/enrolments.repository.js';
import { visibleToStudent, changesIn, type MarkChange } from './mark-history.js';
import { buildStudentScores, type OwnScores } from './student-scores-view.js';
import { assertMaySeeRow } from './scores.policy.js';

/** What students may know of their marks, and what became of those. */
@Injectable()
export class StudentScoresService {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly classes: ClassesRepository,
  ) {}

  /** The whole class is read at once, for its distributions: the own row is among the others. */
  async own(actor: Actor, classId: string): Promise<OwnScores> {
    const [schoolClass, rows] = await Promise.all([this.classes.read(classId), this.enrolments.gradebook(classId)]);
    const own = rows.find(({ studentId }) => studentId === actor.id);
    assertMaySeeRow(actor, schoolClass, own);
    return buildStudentScores(schoolClass, rows, own!);
  }

  /** What became of the marks of one row, newest first: all of it, or what a student may know. */
  async history(actor: Actor, key: EnrolmentKey): Promise<MarkChange[]> {
    const [schoolClass, row, entries] = await Promise.all([
      this.classes.read(key.classId),
      this.enrolments.read(key),
      this.enrolments.history(key),
    ]);
    assertMaySeeRow(actor, schoolClass, row);
    if (!row) throw new EnrolmentNotFound();
    const changes = changesIn(entries);
    return actor.role === 'STUDENT' ? visibleToStudent(changes, schoolClass) : changes;
  }
}
