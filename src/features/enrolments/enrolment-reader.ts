import { Injectable } from '@nestjs/common';
import { ClassNotFound } from '../classes/classes.errors.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { User } from '../users/user.js';
import { UsersRepository } from '../users/users.repository.js';
import type { Enrolment, EnrolmentKey } from './enrolment.js';
import { EnrolmentsRepository } from './enrolments.repository.js';

/** What a change of one enrolment is based on. Users are never deleted, so a row always has a user. */
export interface LoadedEnrolment {
  readonly schoolClass: SchoolClass;
  readonly student?: User;
  readonly row?: Enrolment;
}

/** Reads what a change of one enrolment is based on. */
@Injectable()
export class EnrolmentReader {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly classes: ClassesRepository,
    private readonly users: UsersRepository,
  ) {}

  /** Reads consistently. @throws ClassNotFound */
  async load(key: EnrolmentKey): Promise<LoadedEnrolment> {
    const [schoolClass, student, row] = await Promise.all([
      this.classes.read(key.classId, { consistent: true }),
      this.users.read(key.studentId, { consistent: true }),
      this.enrolments.read(key, { consistent: true }),
    ]);
    if (!schoolClass) throw new ClassNotFound();
    return { schoolClass, student, row };
  }
}
