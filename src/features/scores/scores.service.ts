import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import type { FieldError } from '../../core/errors/domain-error.js';
import { UnknownReference, ValidationFailed } from '../../core/errors/errors.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import { EnrolmentNotFound } from '../enrolments/enrolments.errors.js';
import { EnrolmentsRepository } from '../enrolments/enrolments.repository.js';
import { buildGradebook, type Gradebook } from './gradebook.js';
import { applyMarks, assertGradable, findErrors, planMarks, type MarksInput, type MarksOutcome } from './marks-change.js';
import { MarksWriter } from './marks-writer.js';
import { assertMayGrade, assertMaySeeGradebook } from './scores.policy.js';

/** The gradebook of a class, and the marks that are entered in it. */
@Injectable()
export class ScoresService {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly classes: ClassesRepository,
    private readonly writer: MarksWriter,
  ) {}

  async gradebook(actor: Actor, classId: string): Promise<Gradebook> {
    const [schoolClass, rows] = await Promise.all([this.classes.read(classId), this.enrolments.gradebook(classId)]);
    assertMaySeeGradebook(actor, schoolClass);
    return buildGradebook(schoolClass, rows);
  }

  /** Saves the marks of one student. @returns the row as it is then */
  async saveMarks(actor: Actor, classId: string, { studentId, version, marks }: MarksInput, reason?: string): Promise<Enrolment> {
    const [schoolClass, row] = await Promise.all([
      this.classes.read(classId, { consistent: true }),
      this.enrolments.read({ classId, studentId }, { consistent: true }),
    ]);
    assertMayGrade(actor, schoolClass, reason);
    if (!row) throw new EnrolmentNotFound();
    assertNone(findErrors(marks, schoolClass, 'marks'));
    assertGradable(row, version);

    const after = applyMarks(row, marks, schoolClass);
    if (!after) return row;
    await this.writer.saveOne({ actor, reason }, schoolClass, row, after);
    return after;
  }

  /**
   * Saves the marks of many students, each with an outcome of its own.
   * @returns the outcomes by the id of the student, in the order of the inputs
   * @throws ValidationFailed if a mark is not valid, or a student is named twice: then nothing is changed
   */
  async saveMany(actor: Actor, classId: string, inputs: readonly MarksInput[], reason?: string): Promise<Map<string, MarksOutcome>> {
    assertNone(findRepeated(inputs));
    const keys = inputs.map(({ studentId }) => ({ classId, studentId }));
    const [schoolClass, rows] = await Promise.all([
      this.classes.read(classId, { consistent: true }),
      this.enrolments.readMany(keys, { consistent: true }),
    ]);
    assertMayGrade(actor, schoolClass, reason);
    assertNone(inputs.flatMap(({ marks }, index) => findErrors(marks, schoolClass, `rows[${index}].marks`)));

    const rowOf = new Map(rows.map((row) => [row.studentId, row]));
    const planned = inputs.map((input, index): [string, MarksOutcome] => {
      const row = rowOf.get(input.studentId);
      return [input.studentId, row ? planMarks(row, input, schoolClass) : { error: unknownStudent(index) }];
    });
    return this.writer.saveMany({ actor, reason }, schoolClass, new Map(planned));
  }
}

function findRepeated(inputs: readonly MarksInput[]): FieldError[] {
  const ids = inputs.map(({ studentId }) => studentId);
  return ids.flatMap((id, index) => {
    if (ids.indexOf(id) === index) return [];
    return { field: `rows[${index}].studentId`, code: 'repeated', message: 'repeats a student of an earlier row.' };
  });
}

function unknownStudent(index: number): UnknownReference {
  return UnknownReference.to(`rows[${index}].studentId`, 'a student of the class');
}

function assertNone(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw ValidationFailed.of(...errors);
}
