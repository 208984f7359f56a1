import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import type { FieldError } from '../../core/errors/domain-error.js';
import { UnknownReference, ValidationFailed } from '../../core/errors/errors.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import { EnrolmentNotFound } from '../enrolments/enrolments.errors.js';
import { EnrolmentsRepository } from '../enrolments/enrolments.repository.js';
import { buildGradebook, type Gradebook } from './gradebook.js';
import { findErrors, planChange, type Plan, type RowChange } from './marks-change.js';
import { MarksWriter } from './marks-writer.js';
import { assertMayGrade, assertMaySeeGradebook } from './scores.policy.js';

/** What became of the change of one row: the row as it was, if there is one, as it is after the change, and what refused it. */
export type RowOutcome = Partial<Plan> & { readonly studentId: string };

/** The gradebook of a class, and what is entered in it. */
@Injectable()
export class ScoresService {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly classes: ClassesRepository,
    private readonly register: MarksWriter,
  ) {}

  async gradebook(actor: Actor, classId: string): Promise<Gradebook> {
    const [schoolClass, rows] = await Promise.all([this.classes.read(classId), this.enrolments.gradebook(classId)]);
    assertMaySeeGradebook(actor, schoolClass);
    return buildGradebook(schoolClass, rows);
  }

  /** Changes the marks of one row. @throws what refused it */
  async save(actor: Actor, classId: string, change: RowChange, reason?: string): Promise<Enrolment> {
    const { schoolClass, rows } = await this.current(classId, [change]);
    assertMayGrade(actor, schoolClass, reason);
    const row = rows.get(change.studentId);
    if (!row) throw new EnrolmentNotFound();
    assertGood(findErrors(change.marks, schoolClass, 'marks'));

    const plan = planChange(row, change, schoolClass);
    const [outcome] = await this.register.save(actor, schoolClass, [{ studentId: row.studentId, ...plan }], reason);
    if (outcome!.refusal) throw outcome!.refusal;
    return outcome!.after ?? row;
  }

  /**
   * Changes the marks of many rows, each with an outcome of its own.
   * @throws ValidationFailed if any mark is not good, or a row is named twice: then nothing is changed
   */
  async saveMany(actor: Actor, classId: string, changes: readonly RowChange[], reason?: string): Promise<RowOutcome[]> {
    assertGood(changes.flatMap((change, index) => repetitionIn(changes, change, index)));
    const { schoolClass, rows } = await this.current(classId, changes);
    assertMayGrade(actor, schoolClass, reason);
    assertGood(changes.flatMap(({ marks }, index) => findErrors(marks, schoolClass, `rows[${index}].marks`)));

    const plans = changes.map((change, index): RowOutcome => {
      const { studentId } = change;
      const row = rows.get(studentId);
      if (!row) return { studentId, refusal: UnknownReference.to(`rows[${index}].studentId`, 'a student of the class') };
      return { studentId, ...planChange(row, change, schoolClass) };
    });
    return this.register.save(actor, schoolClass, plans, reason);
  }

  private async current(classId: string, changes: readonly RowChange[]) {
    const [schoolClass, rows] = await Promise.all([
      this.classes.read(classId, { consistent: true }),
      this.enrolments.readMany(
        changes.map(({ studentId }) => ({ classId, studentId })),
        { consistent: true },
      ),
    ]);
    return { schoolClass, rows: new Map(rows.map((row) => [row.studentId, row])) };
  }
}

function repetitionIn(changes: readonly RowChange[], { studentId }: RowChange, index: number): FieldError[] {
  if (changes.findIndex((change) => change.studentId === studentId) === index) return [];
  return [{ field: `rows[${index}].studentId`, code: 'repeated', message: 'repeats a student of an earlier row.' }];
}

function assertGood(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw ValidationFailed.of(...errors);
}
