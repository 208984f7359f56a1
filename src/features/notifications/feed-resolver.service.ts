import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import type { Actor } from '../../auth/actor.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import type { ReadOptions } from '../../core/paging/read-options.js';
import { SchoolCalendar } from '../../core/time/school-calendar.js';
import { EnrolmentsRepository } from '../enrolments/enrolments.repository.js';
import { ALL_TERMS, TermsRepository } from '../terms/terms.repository.js';
import { NoProfile } from '../users/users.errors.js';
import { UsersRepository } from '../users/users.repository.js';
import { commonFeeds, isRecent, lecturersFeed, studentsFeed, type ClassFeed, type Feed } from './feed.js';
import type { Notification } from '../../effects/notification.js';
import { toAddress } from './notification.js';

/** The feeds that somebody's inbox is made of. */
@Injectable()
export class FeedResolver {
  constructor(
    private readonly users: UsersRepository,
    private readonly classes: ClassesRepository,
    private readonly enrolments: EnrolmentsRepository,
    private readonly terms: TermsRepository,
    private readonly calendar: SchoolCalendar,
  ) {}

  /** All of them, without those of classes whose term ended a year ago or more. @throws NoProfile */
  async of(actor: Actor): Promise<Feed[]> {
    const [common, ofClasses, terms] = await Promise.all([this.common(actor), this.ofClasses(actor), this.terms.list(ALL_TERMS)]);
    const today = this.calendar.today();
    const recent = new Set(terms.items.filter((term) => isRecent(term, today)).map(({ code }) => code));
    return [...common, ...ofClasses.filter(({ term }) => recent.has(term))];
  }

  /** Whether a notification is in one of them, as of now. @throws NoProfile */
  async have(actor: Actor, { audience, sentAt }: Notification): Promise<boolean> {
    const address = toAddress(audience);
    const feed =
      'classId' in address
        ? await this.ofClass(actor, address.classId)
        : (await this.common(actor, { consistent: true })).find(({ of }) => isDeepStrictEqual(of, address));
    return feed !== undefined && feed.since <= sentAt;
  }

  private async common(actor: Actor, options?: ReadOptions): Promise<Feed[]> {
    const person = await this.users.read(actor.id, options);
    if (!person) throw new NoProfile();
    return commonFeeds(actor, person);
  }

  private async ofClasses(actor: Actor): Promise<ClassFeed[]> {
    return (await this.classFeeds(actor)).filter((feed) => feed !== undefined);
  }

  private async classFeeds({ id, role }: Actor): Promise<(ClassFeed | undefined)[]> {
    switch (role) {
      case 'STUDENT':
        return (await this.enrolments.allOfStudent(id)).map(studentsFeed);
      case 'LECTURER':
        return (await this.classes.allOfLecturer(id)).map((schoolClass) => lecturersFeed(id, schoolClass));
      case 'ADMIN':
        return [];
    }
  }

  private async ofClass(actor: Actor, classId: string): Promise<Feed | undefined> {
    const feed = await this.classFeed(actor, classId);
    const term = feed && (await this.terms.read(feed.term, { consistent: true }));
    return term && isRecent(term, this.calendar.today()) ? feed : undefined;
  }

  private async classFeed({ id, role }: Actor, classId: string): Promise<ClassFeed | undefined> {
    switch (role) {
      case 'STUDENT':
        return this.ofStudent(classId, id);
      case 'LECTURER':
        return this.ofLecturer(classId, id);
      case 'ADMIN':
        // An admin has no classes, even one who led some before.
        return undefined;
    }
  }

  private async ofStudent(classId: string, studentId: string): Promise<ClassFeed | undefined> {
    const row = await this.enrolments.read({ classId, studentId }, { consistent: true });
    return row && studentsFeed(row);
  }

  private async ofLecturer(classId: string, lecturerId: string): Promise<ClassFeed | undefined> {
    const schoolClass = await this.classes.read(classId, { consistent: true });
    return schoolClass && lecturersFeed(lecturerId, schoolClass);
  }
}
