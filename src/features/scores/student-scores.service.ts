import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import type { EnrolmentKey } from '../enrolments/enrolment.js';
import { EnrolmentNotFound } from '../enrolments/enrolments.errors.js';
import { EnrolmentsRepository } from '../enrolments/enrolments.repository.js';
import { changesIn, visibleTo, type MarkChange } from './mark-history.js';
import { buildStudentScores, type OwnScores } from './student-scores-view.js';
import { assertMaySeeRow } from './scores.policy.js';

/** The marks of one student, and their history. */
@Injectable()
export class StudentScoresService {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly classes: ClassesRepository,
  ) {}

  /** The actor's own marks. Reads the whole class, for its distributions; the actor's row is among the others. */
  async own(actor: Actor, classId: string): Promise<OwnScores> {
    const [schoolClass, rows] = await Promise.all([this.classes.read(classId), this.enrolments.gradebook(classId)]);
    const own = rows.find(({ studentId }) => studentId === actor.id);
    assertMaySeeRow(actor, schoolClass, own);
    return buildStudentScores(schoolClass, rows, own!);
  }

  /** The changes of one row that the actor may see, newest first. */
  async history(actor: Actor, key: EnrolmentKey): Promise<MarkChange[]> {
    const [schoolClass, row, entries] = await Promise.all([
      this.classes.read(key.classId),
      this.enrolments.read(key),
      this.enrolments.history(key),
    ]);
    assertMaySeeRow(actor, schoolClass, row);
    if (!row) throw new EnrolmentNotFound();
    return visibleTo(actor.role, changesIn(entries), schoolClass);
  }
}
