import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { Page, type PageRequest, type ReadOptions } from '../../core/paging/page.js';
import { AllClassesService } from '../classes/all-classes.service.js';
import { ClassNotFound } from '../classes/classes.errors.js';
import { maySee, narrowFilter } from '../classes/classes.policy.js';
import { ClassesRepository, type ClassFilter } from '../classes/classes.repository.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { Enrolment } from './enrolment.js';
import { EnrolmentsRepository } from './enrolments.repository.js';

/** Lists and reads the classes that the actor may see. */
@Injectable()
export class VisibleClassesService {
  constructor(
    private readonly classes: ClassesRepository,
    private readonly enrolments: EnrolmentsRepository,
    private readonly all: AllClassesService,
  ) {}

  /** @throws ClassNotFound, also if the actor may not see the class */
  async read(actor: Actor, id: string, options?: ReadOptions): Promise<SchoolClass> {
    return (await this.readWithRow(actor, id, options))[0];
  }

  /** Reads a class that the actor takes, with their row, consistently. @throws ClassNotFound */
  async readTaken(actor: Actor, id: string): Promise<{ schoolClass: SchoolClass; row: Enrolment }> {
    const [schoolClass, row] = await this.readWithRow(actor, id, { consistent: true });
    if (!row) throw new ClassNotFound();
    return { schoolClass, row };
  }

  /** Without a filter, an admin gets all classes. @throws Forbidden, ValidationFailed if the filter is too wide */
  async list(actor: Actor, requested: ClassFilter, page: PageRequest): Promise<Page<SchoolClass>> {
    return this.listFiltered(actor, narrowFilter(actor, requested), page);
  }

  /** Lists the classes that a lecturer teaches, or that a student is enrolled in. Includes all terms and archived classes. */
  own(actor: Actor, page: PageRequest): Promise<Page<SchoolClass>> {
    return this.listFiltered(actor, { lecturerId: actor.id }, page);
  }

  /** Students get the classes that they are enrolled in, with any lecturer. */
  private async listFiltered({ id, role }: Actor, filter: ClassFilter, page: PageRequest): Promise<Page<SchoolClass>> {
    switch (role) {
      case 'ADMIN':
        return hasCondition(filter) ? this.classes.list(filter, page) : this.all.list(page);
      case 'LECTURER':
        return this.classes.list(filter, page);
      case 'STUDENT':
        return this.listOfStudent(id, filter, page);
    }
  }

  private async readWithRow(actor: Actor, id: string, options?: ReadOptions): Promise<[SchoolClass, Enrolment | undefined]> {
    const [schoolClass, own] = await Promise.all([this.classes.read(id, options), this.readOwnRow(actor, id, options)]);
    if (!schoolClass || !maySee(actor, schoolClass, own)) throw new ClassNotFound();
    return [schoolClass, own];
  }

  private async readOwnRow({ id: studentId, role }: Actor, classId: string, options?: ReadOptions): Promise<Enrolment | undefined> {
    switch (role) {
      case 'ADMIN':
      case 'LECTURER':
        return undefined;
      case 'STUDENT':
        return this.enrolments.read({ classId, studentId }, options);
    }
  }

  private async listOfStudent(studentId: string, { term, subjectId }: ClassFilter, page: PageRequest): Promise<Page<SchoolClass>> {
    const { items, next } = await this.enrolments.ofStudent(studentId, { ...page, term });
    const ids = items.filter((row) => subjectId === undefined || row.subjectId === subjectId).map(({ classId }) => classId);
    const classes = await this.classes.readMany(ids);
    return new Page(
      ids.flatMap((id) => classes.get(id) ?? []),
      next,
    );
  }
}

function hasCondition({ term, subjectId, lecturerId }: ClassFilter): boolean {
  return (term ?? subjectId ?? lecturerId) !== undefined;
}
