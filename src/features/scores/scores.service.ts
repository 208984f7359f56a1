import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { Config } from '../../config/config.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { type FieldError, fieldError } from '../../core/errors/field-error.js';
import { UnknownReference, ValidationFailed } from '../../core/errors/errors.js';
import { NameOrder } from '../../core/text/name-order.js';
import { assertMayRun } from '../classes/classes.policy.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import { type Enrolment, toNamedStudent } from '../enrolments/enrolment.js';
import { EnrolmentNotFound } from '../enrolments/enrolments.errors.js';
import { EnrolmentsRepository } from '../enrolments/enrolments.repository.js';
import { VisibleClassesService } from '../enrolments/visible-classes.service.js';
import { buildGradebook, type Gradebook } from './gradebook.js';
import { findErrors, type MarksInput, type MarksOutcome, planMarks } from './marks-change.js';
import { MarksWriter } from './marks-writer.js';
import { assertMayGrade } from './scores.policy.js';
import { buildStudentScores, type OwnScores } from './student-scores-view.js';

/**
 * Reads gradebooks, and saves the marks in them. The cost of a refusal tells nothing about rows: a list of rows is read after the decision, and a row whose
 * key the caller sends costs the same whether it exists or not.
 */
@Injectable()
export class ScoresService {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly classes: ClassesRepository,
    private readonly visibleClasses: VisibleClassesService,
    private readonly writer: MarksWriter,
    private readonly names: NameOrder,
    private readonly config: Config,
  ) {}

  /** The rows are sorted by name. @throws ClassNotFound */
  async gradebook(actor: Actor, classId: string): Promise<Gradebook> {
    const schoolClass = await this.classes.read(classId);
    assertMayRun(actor, schoolClass);
    return buildGradebook(schoolClass, this.names.sort(await this.enrolments.gradebook(classId), toNamedStudent), this.config);
  }

  /** Reads the actor's own marks. Reads all rows of the class, because distributions and ranks need them. @throws ClassNotFound */
  async own(actor: Actor, classId: string): Promise<OwnScores> {
    const schoolClass = await this.visibleClasses.read(actor, classId, { consistent: true });
    const rows = await this.enrolments.gradebook(classId);
    return buildStudentScores(
      schoolClass,
      rows,
      rows.find(({ studentId }) => studentId === actor.id)!,
      this.config,
    );
  }

  /**
   * Saves the marks of one student.
   * @returns the row after the change
   * @throws ClassNotFound, ClassArchived, GradebookLocked, EnrolmentNotFound, ValidationFailed, NotEnrolled, StaleEnrolment, ComponentsChanged,
   * StaleVersion if components are published and unpublished again and again meanwhile
   */
  saveMarks(actor: Actor, classId: string, input: MarksInput, reason?: string): Promise<Enrolment> {
    return retryOnConflict(() => this.trySaveMarks(actor, classId, input, reason));
  }

  private async trySaveMarks(actor: Actor, classId: string, input: MarksInput, reason?: string): Promise<Enrolment> {
    const key = { classId, studentId: input.studentId };
    const [schoolClass, row] = await Promise.all([
      this.classes.read(classId, { consistent: true }),
      this.enrolments.read(key, { consistent: true }),
    ]);
    assertMayGrade(actor, schoolClass, reason);
    if (!row) throw new EnrolmentNotFound();
    assertNone(findErrors(input, schoolClass));

    const { after, error } = planMarks(row, input, schoolClass);
    if (error) throw error;
    return after === row ? row : this.writer.saveOne({ actor, reason }, schoolClass, row, after);
  }

  /**
   * Saves the marks of many students. Each student has an outcome.
   * @returns the outcomes by student id, in the order of the inputs
   * @throws ClassNotFound, ClassArchived, GradebookLocked; ValidationFailed if any mark is invalid or a student is repeated, and then nothing is saved;
   * StaleVersion like `saveMarks`
   */
  saveMany(actor: Actor, classId: string, inputs: readonly MarksInput[], reason?: string): Promise<Map<string, MarksOutcome>> {
    return retryOnConflict(() => this.trySaveMany(actor, classId, inputs, reason));
  }

  private async trySaveMany(
    actor: Actor,
    classId: string,
    inputs: readonly MarksInput[],
    reason?: string,
  ): Promise<Map<string, MarksOutcome>> {
    assertNone(findRepeated(inputs));
    const keys = inputs.map(({ studentId }) => ({ classId, studentId }));
    const [schoolClass, rows] = await Promise.all([
      this.classes.read(classId, { consistent: true }),
      this.enrolments.readMany(keys, { consistent: true }),
    ]);
    assertMayGrade(actor, schoolClass, reason);
    assertNone(inputs.flatMap((input, index) => findErrors(input, schoolClass, `rows[${index}]`)));

    const rowById = new Map(rows.map((row) => [row.studentId, row]));
    const planned = inputs.map((input, index): [string, MarksOutcome] => {
      const row = rowById.get(input.studentId);
      if (row) return [input.studentId, planMarks(row, input, schoolClass)];
      return [input.studentId, { error: UnknownReference.to(`rows[${index}].studentId`, 'class_student') }];
    });
    return this.writer.saveMany({ actor, reason }, schoolClass, new Map(planned));
  }
}

function findRepeated(inputs: readonly MarksInput[]): FieldError[] {
  const ids = inputs.map(({ studentId }) => studentId);
  return ids.flatMap((id, index) => {
    if (ids.indexOf(id) === index) return [];
    return fieldError(`rows[${index}].studentId`, 'repeated.student');
  });
}

function assertNone(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw ValidationFailed.of(...errors);
}
