import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { Page, type PageRequest } from '../../core/paging/page.js';
import type { ReadOptions } from '../../core/paging/read-options.js';
import { EnrolmentsRepository } from '../enrolments/enrolments.repository.js';
import { ClassNotFound } from './classes.errors.js';
import { filterFor, maySee } from './classes.policy.js';
import { ClassesRepository, type ClassFilter } from './classes.repository.js';
import type { SchoolClass } from './school-class.js';

/** Shows everybody the classes that concern them. */
@Injectable()
export class VisibleClassesService {
  constructor(
    private readonly classes: ClassesRepository,
    private readonly enrolments: EnrolmentsRepository,
  ) {}

  async read(actor: Actor, id: string, options?: ReadOptions): Promise<SchoolClass> {
    const [schoolClass, own] = await Promise.all([
      this.classes.read(id, options),
      actor.role === 'STUDENT' ? this.enrolments.read({ classId: id, studentId: actor.id }, options) : undefined,
    ]);
    if (!schoolClass || !maySee(actor, schoolClass, own)) throw new ClassNotFound();
    return schoolClass;
  }

  async list(actor: Actor, wished: ClassFilter, page: PageRequest): Promise<Page<SchoolClass>> {
    const filter = filterFor(actor, wished);
    return actor.role === 'STUDENT' ? this.ofStudent(actor.id, filter, page) : this.classes.list(filter, page);
  }

  /** The classes that a lecturer leads, or that a student is enrolled in: of all terms, archived ones too. */
  async own({ id, role }: Actor, page: PageRequest): Promise<Page<SchoolClass>> {
    return role === 'STUDENT' ? this.ofStudent(id, {}, page) : this.classes.list({ lecturerId: id }, page);
  }

  private async ofStudent(studentId: string, { term, subjectId }: ClassFilter, page: PageRequest): Promise<Page<SchoolClass>> {
    const { items, next } = await this.enrolments.ofStudent(studentId, { ...page, term });
    const wanted = items.filter((enrolment) => subjectId === undefined || enrolment.subjectId === subjectId);
    return new Page(await this.classes.readMany(wanted.map(({ classId }) => classId)), next);
  }
}
