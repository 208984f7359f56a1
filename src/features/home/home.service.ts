import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { SchoolCalendar } from '../../core/time/school-calendar.js';
import { inboxFeeds } from '../notifications/feed.js';
import type { InboxSummary } from '../notifications/inbox.js';
import { InboxService } from '../notifications/inbox.service.js';
import type { Totals } from '../statistics/totals.js';
import { type CurrentTerm, findCurrentTerm } from '../terms/term.js';
import { ALL_TERMS, TermsRepository } from '../terms/terms.repository.js';
import { ProfileService } from '../users/profile.service.js';
import type { User } from '../users/user.js';
import { type HomeClass, OwnContentService, toClassFeeds } from './own-content.service.js';

/** The number of notifications that a home shows. */
const MAX_NOTIFICATIONS = 5;

/** What the first screen of a person shows. */
export interface Home {
  readonly profile: User;
  /** Absent if the school has no terms. */
  readonly currentTerm?: CurrentTerm;
  /** Own classes of the current term. Absent for admins. */
  readonly classes?: readonly HomeClass[];
  readonly inbox: InboxSummary;
  /** Only for admins. */
  readonly totals?: Totals;
}

/** Puts the home of a person together, in two rounds. */
@Injectable()
export class HomeService {
  constructor(
    private readonly profile: ProfileService,
    private readonly content: OwnContentService,
    private readonly terms: TermsRepository,
    private readonly inbox: InboxService,
    private readonly calendar: SchoolCalendar,
  ) {}

  /** @throws NoProfile */
  async read(actor: Actor): Promise<Home> {
    const [profile, own, terms, upTo] = await Promise.all([
      this.profile.read(actor),
      this.content.read(actor),
      this.terms.list(ALL_TERMS),
      this.inbox.readUpTo(actor),
    ]);
    const today = this.calendar.today();
    const currentTerm = findCurrentTerm(terms.items, today);
    const feeds = inboxFeeds(actor, { user: profile, ofClasses: toClassFeeds(actor, own), terms: terms.items }, today);
    const [classes, inbox] = await Promise.all([
      this.content.classesOf(own, currentTerm?.term.code),
      this.inbox.summary({ userId: actor.id, feeds, upTo }, MAX_NOTIFICATIONS),
    ]);
    return { profile, currentTerm, classes, inbox, totals: own.role === 'ADMIN' ? own.totals : undefined };
  }
}
