import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import type { Actor } from '../../auth/actor.js';
import type { ReadOptions } from '../../core/paging/page.js';
import { SchoolCalendar } from '../../core/time/school-calendar.js';
import type { Notification } from '../../effects/notification.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import { EnrolmentsRepository } from '../enrolments/enrolments.repository.js';
import { ALL_TERMS, TermsRepository } from '../terms/terms.repository.js';
import type { User } from '../users/user.js';
import { NoProfile } from '../users/users.errors.js';
import { UsersRepository } from '../users/users.repository.js';
import { type ClassFeed, commonFeeds, type Feed, inboxFeeds, isRecent, toLecturerFeed, toStudentFeed } from './feed.js';
import { toAddress } from './notification.js';

/** Finds the feeds that make up the actor's inbox. */
@Injectable()
export class FeedResolver {
  constructor(
    private readonly users: UsersRepository,
    private readonly classes: ClassesRepository,
    private readonly enrolments: EnrolmentsRepository,
    private readonly terms: TermsRepository,
    private readonly calendar: SchoolCalendar,
  ) {}

  /** Lists all feeds, except those of classes whose term ended a year ago or earlier. @throws NoProfile */
  async list(actor: Actor): Promise<Feed[]> {
    const [user, ofClasses, terms] = await Promise.all([this.readUser(actor), this.listOfClasses(actor), this.terms.list(ALL_TERMS)]);
    return inboxFeeds(actor, { user, ofClasses, terms: terms.items }, this.calendar.today());
  }

  /** Whether a feed of the actor contains a notification. Reads consistently. @throws NoProfile */
  async contains(actor: Actor, { audience, sentAt }: Notification): Promise<boolean> {
    const address = toAddress(audience);
    const feed =
      'classId' in address
        ? await this.readOfClass(actor, address.classId)
        : commonFeeds(actor, await this.readUser(actor, { consistent: true })).find(({ of }) => isDeepStrictEqual(of, address));
    return feed !== undefined && feed.since <= sentAt;
  }

  private async readUser({ id }: Actor, options?: ReadOptions): Promise<User> {
    const user = await this.users.read(id, options);
    if (!user) throw new NoProfile();
    return user;
  }

  private async listOfClasses({ id, role }: Actor): Promise<(ClassFeed | undefined)[]> {
    switch (role) {
      case 'STUDENT':
        return (await this.enrolments.allOfStudent(id)).map(toStudentFeed);
      case 'LECTURER':
        return (await this.classes.allOfLecturer(id)).map((schoolClass) => toLecturerFeed(id, schoolClass));
      case 'ADMIN':
        return [];
    }
  }

  private async readOfClass(actor: Actor, classId: string): Promise<Feed | undefined> {
    const feed = await this.findOfClass(actor, classId);
    const term = feed && (await this.terms.read(feed.term, { consistent: true }));
    return term && isRecent(term, this.calendar.today()) ? feed : undefined;
  }

  private async findOfClass({ id, role }: Actor, classId: string): Promise<ClassFeed | undefined> {
    switch (role) {
      case 'STUDENT': {
        const row = await this.enrolments.read({ classId, studentId: id }, { consistent: true });
        return row && toStudentFeed(row);
      }
      case 'LECTURER': {
        const schoolClass = await this.classes.read(classId, { consistent: true });
        return schoolClass && toLecturerFeed(id, schoolClass);
      }
      case 'ADMIN':
        // An admin has no classes, even if they taught some before.
        return undefined;
    }
  }
}
