import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import { enrolledCount, type SchoolClass } from '../classes/school-class.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import { EnrolmentsRepository } from '../enrolments/enrolments.repository.js';
import { type ClassFeed, toLecturerFeed, toStudentFeed } from '../notifications/feed.js';
import { type ComponentProgress, toProgress } from '../scores/completeness.js';
import { StatisticsService } from '../statistics/statistics.service.js';
import type { Totals } from '../statistics/totals.js';

/** What a role has of its own, in all terms. */
export type Own =
  | { readonly role: 'ADMIN'; readonly totals: Totals }
  | { readonly role: 'LECTURER'; readonly classes: readonly SchoolClass[] }
  | { readonly role: 'STUDENT'; readonly rows: readonly Enrolment[] };

export interface HomeClass {
  readonly schoolClass: SchoolClass;
  /** What remains to grade. Only for the lecturer of an active class. */
  readonly progress?: readonly ComponentProgress[];
}

/** Reads what the home of each role shows besides profile, term and inbox. Each method is one round. */
@Injectable()
export class OwnContentService {
  constructor(
    private readonly classes: ClassesRepository,
    private readonly enrolments: EnrolmentsRepository,
    private readonly statistics: StatisticsService,
  ) {}

  async read({ id, role }: Actor): Promise<Own> {
    switch (role) {
      case 'ADMIN':
        return { role, totals: await this.statistics.totals() };
      case 'LECTURER':
        return { role, classes: await this.classes.allOfLecturer(id) };
      case 'STUDENT':
        return { role, rows: await this.enrolments.allOfStudent(id) };
    }
  }

  /** The actor's classes of a term by code; undefined for admins, who have none. @param term code of the term, if the school has one */
  async classesOf(own: Own, term: string | undefined): Promise<HomeClass[] | undefined> {
    switch (own.role) {
      case 'ADMIN':
        return undefined;
      case 'LECTURER':
        return Promise.all(own.classes.filter((each) => each.term === term).map((each) => this.withProgress(each)));
      case 'STUDENT': {
        const rows = own.rows.filter((row) => row.term === term && row.status === 'ENROLLED');
        const classes = await this.classes.readMany(rows.map(({ classId }) => classId));
        return rows.flatMap(({ classId }) => {
          const schoolClass = classes.get(classId);
          return schoolClass ? { schoolClass } : [];
        });
      }
    }
  }

  /** Reads the rows of a class only if some marks can be there, or some students need none, and marks can be missing. */
  private async withProgress(schoolClass: SchoolClass): Promise<HomeClass> {
    if (schoolClass.status === 'ARCHIVED') return { schoolClass };
    const { gradingStarted, hadAuditors } = schoolClass;
    const isMixed = (gradingStarted || hadAuditors) && enrolledCount(schoolClass) > 0;
    const rows = isMixed ? await this.enrolments.gradebook(schoolClass.id, { consistent: false }) : undefined;
    return { schoolClass, progress: toProgress(schoolClass, rows) };
  }
}

/** The feeds of the actor's classes. */
export function toClassFeeds({ id }: Actor, own: Own): (ClassFeed | undefined)[] {
  switch (own.role) {
    case 'ADMIN':
      return [];
    case 'LECTURER':
      return own.classes.map((schoolClass) => toLecturerFeed(id, schoolClass));
    case 'STUDENT':
      return own.rows.map(toStudentFeed);
  }
}
