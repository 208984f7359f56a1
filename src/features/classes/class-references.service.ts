import { Injectable } from '@nestjs/common';
import { UnknownReference } from '../../core/errors/errors.js';
import { GradingScalesService } from '../grading/grading-scales.service.js';
import type { GradingScale } from '../grading/scale.js';
import type { Subject } from '../subjects/subject.js';
import { SubjectsRepository } from '../subjects/subjects.repository.js';
import type { User } from '../users/user.js';
import { UsersRepository } from '../users/users.repository.js';
import type { LecturerMove } from './classes.repository.js';
import { scaleCopy, type SchoolClass, scaleVersion } from './school-class.js';

/** Reads, consistently, what a class refers to or copies. */
@Injectable()
export class ClassReferences {
  constructor(
    private readonly subjects: SubjectsRepository,
    private readonly users: UsersRepository,
    private readonly scales: GradingScalesService,
  ) {}

  /** @throws UnknownReference */
  async readSubject(id: string): Promise<Subject> {
    const subject = await this.subjects.read(id, { consistent: true });
    if (!subject) throw UnknownReference.to('subjectId', 'subject');
    return subject;
  }

  /** @throws UnknownReference */
  async readLecturer(id: string): Promise<User> {
    const user = await this.users.read(id, { consistent: true });
    if (user?.role !== 'LECTURER') throw UnknownReference.to('lecturerId', 'lecturer');
    return user;
  }

  /** Reads the lecturer of a class, in any role and status. Users are never deleted. */
  async readCurrentLecturer(id: string): Promise<User> {
    return (await this.users.read(id, { consistent: true }))!;
  }

  /** @throws UnknownReference for the new lecturer */
  async readMove(fromId: string, toId: string): Promise<LecturerMove> {
    const [from, to] = await Promise.all([this.readCurrentLecturer(fromId), this.readLecturer(toId)]);
    return { from, to };
  }

  /** The scale of a new class: the newest version. Reads nothing for a scale of the app. @throws ValidationFailed */
  readScale(key: string): Promise<GradingScale> {
    return this.scales.readNamed(key);
  }

  /** The scale of a class. Reads it only if an earlier version of the app has created the class without a copy. */
  async scaleOf({ gradingScale, scale }: SchoolClass): Promise<GradingScale> {
    return scale?.key === gradingScale ? scale : await this.scales.readNamed(gradingScale);
  }

  /**
   * The scale of a class after a change that names one. The same key keeps its version.
   * @throws ValidationFailed
   */
  async readScaleCopy(schoolClass: SchoolClass, key: string): Promise<Pick<SchoolClass, 'gradingScale' | 'scale'>> {
    // An earlier version of the app creates classes without a copy.
    const isKept = key === schoolClass.gradingScale && scaleVersion(schoolClass) !== undefined;
    const { gradingScale, scale } = schoolClass;
    return isKept ? { gradingScale, scale } : scaleCopy(await this.scales.readNamed(key));
  }
}
