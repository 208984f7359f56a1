import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { Page, type PageRequest } from '../../core/paging/page.js';
import type { ReadOptions } from '../../core/paging/read-options.js';
import { ClassNotFound } from '../classes/classes.errors.js';
import { maySee, narrowFilter, type OwnRow } from '../classes/classes.policy.js';
import { ClassesRepository, type ClassFilter } from '../classes/classes.repository.js';
import type { SchoolClass } from '../classes/school-class.js';
import { EnrolmentsRepository } from './enrolments.repository.js';

/** Shows people the classes that concern them: students see those they are enrolled in. */
@Injectable()
export class VisibleClassesService {
  constructor(
    private readonly classes: ClassesRepository,
    private readonly enrolments: EnrolmentsRepository,
  ) {}

  /** @throws ClassNotFound also for a class that does not concern the actor */
  async read(actor: Actor, id: string, options?: ReadOptions): Promise<SchoolClass> {
    const [schoolClass, own] = await Promise.all([this.classes.read(id, options), this.ownRow(actor, id, options)]);
    if (!schoolClass || !maySee(actor, schoolClass, own)) throw new ClassNotFound();
    return schoolClass;
  }

  async list(actor: Actor, wanted: ClassFilter, page: PageRequest): Promise<Page<SchoolClass>> {
    const filter = narrowFilter(actor, wanted);
    switch (actor.role) {
      case 'ADMIN':
      case 'LECTURER':
        return this.classes.list(filter, page);
      case 'STUDENT':
        return this.ofStudent(actor.id, filter, page);
    }
  }

  /** The classes that a lecturer leads, or that a student is enrolled in: of all terms, archived ones too. */
  async own({ id, role }: Actor, page: PageRequest): Promise<Page<SchoolClass>> {
    switch (role) {
      case 'ADMIN':
      case 'LECTURER':
        return this.classes.list({ lecturerId: id }, page);
      case 'STUDENT':
        return this.ofStudent(id, {}, page);
    }
  }

  private async ownRow({ id: studentId, role }: Actor, classId: string, options?: ReadOptions): Promise<OwnRow | undefined> {
    switch (role) {
      case 'ADMIN':
      case 'LECTURER':
        return undefined;
      case 'STUDENT':
        return this.enrolments.read({ classId, studentId }, options);
    }
  }

  private async ofStudent(studentId: string, { term, subjectId }: ClassFilter, page: PageRequest): Promise<Page<SchoolClass>> {
    const { items, next } = await this.enrolments.ofStudent(studentId, { ...page, term });
    const wanted = items.filter((enrolment) => subjectId === undefined || enrolment.subjectId === subjectId);
    return new Page(await this.classes.readMany(wanted.map(({ classId }) => classId)), next);
  }
}
