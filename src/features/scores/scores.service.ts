import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { Config } from '../../config/config.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { type FieldError, fieldError } from '../../core/errors/field-error.js';
import { UnknownReference, ValidationFailed } from '../../core/errors/errors.js';
import { NameOrder } from '../../core/text/name-order.js';
import { assertMayRun } from '../classes/classes.policy.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import { type Enrolment, type EnrolmentKey, isOnRecord, toNamedStudent } from '../enrolments/enrolment.js';
import { EnrolmentNotFound } from '../enrolments/enrolments.errors.js';
import { EnrolmentsRepository } from '../enrolments/enrolments.repository.js';
import { type Feedback, feedbackKeysOf, feedbackOf, inOrder, textsOf } from '../enrolments/feedback.js';
import { FeedbackRepository } from '../enrolments/feedback.repository.js';
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
    private readonly feedback: FeedbackRepository,
    private readonly classes: ClassesRepository,
    private readonly visibleClasses: VisibleClassesService,
    private readonly writer: MarksWriter,
    private readonly names: NameOrder,
    private readonly config: Config,
  ) {}

  /**
   * The rows are sorted by name.
   * @param component the key of a component, to read its feedback too
   * @throws ClassNotFound, ValidationFailed for an unknown component
   */
  async gradebook(actor: Actor, classId: string, component?: string): Promise<Gradebook> {
    const schoolClass = await this.classes.read(classId);
    assertMayRun(actor, schoolClass);
    const isKnown = component === undefined || schoolClass.components.some(({ key }) => key === component);
    if (!isKnown) throw ValidationFailed.of(fieldError('feedback', 'unknown_component'));
    const [rows, feedback] = await Promise.all([
      this.enrolments.gradebook(classId),
      component === undefined ? undefined : this.feedback.onComponent(classId, component),
    ]);
    return {
      ...buildGradebook(schoolClass, this.names.sort(rows, toNamedStudent), this.config),
      feedback: feedback && new Map(rows.map((row) => [row.studentId, feedbackOf(row, feedback)])),
    };
  }

  /** Reads a row of a gradebook and its feedback. @throws ClassNotFound, EnrolmentNotFound */
  async row(actor: Actor, key: EnrolmentKey): Promise<{ row: Enrolment; feedback: readonly Feedback[] }> {
    const [schoolClass, row] = await Promise.all([this.classes.read(key.classId), this.enrolments.read(key, { consistent: true })]);
    assertMayRun(actor, schoolClass);
    if (!row || !isOnRecord(row)) throw new EnrolmentNotFound();
    return { row, feedback: inOrder(await this.feedback.readMany(feedbackKeysOf(row), { consistent: true }), schoolClass) };
  }

  /** Reads the actor's own marks. Reads all rows of the class, because distributions and ranks need them. @throws ClassNotFound */
  async own(actor: Actor, classId: string): Promise<OwnScores> {
    const { schoolClass, row } = await this.visibleClasses.readTaken(actor, classId);
    const isPublished = (component: string) => Object.hasOwn(schoolClass.publishedComponents, component);
    const [rows, feedback] = await Promise.all([
      this.enrolments.gradebook(classId),
      this.feedback.readMany(feedbackKeysOf(row, isPublished), { consistent: true }),
    ]);
    const own = rows.find(({ studentId }) => studentId === actor.id)!;
    return buildStudentScores(schoolClass, rows, own, { showRanks: this.config.showRanks, feedback });
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
    const [schoolClass, row, texts] = await Promise.all([
      this.classes.read(classId, { consistent: true }),
      this.enrolments.read(key, { consistent: true }),
      this.readChanging(classId, [input]),
    ]);
    assertMayGrade(actor, schoolClass, reason);
    if (!row) throw new EnrolmentNotFound();
    assertNone(findErrors(input, schoolClass));

    const outcome = planMarks(row, input, schoolClass, textsOf(row, texts, input.version));
    if (outcome.error) throw outcome.error;
    return outcome.after === row ? row : this.writer.saveOne({ actor, reason }, schoolClass, outcome);
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
    const [schoolClass, rows, texts] = await Promise.all([
      this.classes.read(classId, { consistent: true }),
      this.enrolments.readMany(keys, { consistent: true }),
      this.readChanging(classId, inputs),
    ]);
    assertMayGrade(actor, schoolClass, reason);
    assertNone(inputs.flatMap((input, index) => findErrors(input, schoolClass, `rows[${index}]`)));

    const rowById = new Map(rows.map((row) => [row.studentId, row]));
    const planned = inputs.map((input, index): [string, MarksOutcome] => {
      const row = rowById.get(input.studentId);
      if (row) return [input.studentId, planMarks(row, input, schoolClass, textsOf(row, texts, input.version))];
      return [input.studentId, { error: UnknownReference.to(`rows[${index}].studentId`, 'class_student') }];
    });
    return this.writer.saveMany({ actor, reason }, schoolClass, new Map(planned));
  }

  /** Reads the feedback that the inputs change. */
  private readChanging(classId: string, inputs: readonly MarksInput[]): Promise<Feedback[]> {
    const keys = inputs.flatMap(({ studentId, feedback = [] }) => feedback.map(({ component }) => ({ classId, studentId, component })));
    const unique = new Map(keys.map((key) => [`${key.studentId} ${key.component}`, key]));
    return this.feedback.readMany([...unique.values()], { consistent: true });
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
