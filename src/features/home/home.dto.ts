import type { Actor } from '../../auth/actor.js';
import { present } from '../../http/responses/response-dto.js';
import { ClassDto } from '../classes/classes.dto.js';
import { InboxEntryDto, UnreadCountDto } from '../notifications/notifications.dto.js';
import type { ComponentProgress } from '../scores/completeness.js';
import { SchoolStatisticsDto } from '../statistics/statistics.dto.js';
import type { CurrentTerm, TermState } from '../terms/term.js';
import { TermDto } from '../terms/terms.dto.js';
import type { UserWithAvatarUrl } from '../users/avatars.service.js';
import { UserDto } from '../users/users.dto.js';
import type { Home } from './home.service.js';
import type { HomeClass } from './own-content.service.js';

/** The term that the school works in. */
export class CurrentTermDto extends TermDto {
  /** `current`: the term contains today, in the time zone of the school. `next`: no term does, and this one comes next. `last`: all terms are over. */
  state!: TermState;

  static of({ term, state }: CurrentTerm): CurrentTermDto {
    return present(CurrentTermDto, { ...term, state });
  }
}

/** What remains to do in one component of a class. */
export class ComponentProgressDto {
  /**
   * Key of the component.
   * @example midterm
   */
  key!: string;

  published!: boolean;

  /**
   * The number of enrolled students without a mark. A recent mark may take a moment to count.
   * @format int32
   * @example 3
   */
  missing!: number;

  static from({ key, published, missing }: ComponentProgress): ComponentProgressDto {
    return { key, published, missing };
  }
}

export class HomeClassDto extends ClassDto {
  /** What remains to grade, for each component. Only for the lecturer of an active class. */
  progress?: ComponentProgressDto[];

  static of({ schoolClass, progress }: HomeClass, actor: Actor): HomeClassDto {
    return { ...ClassDto.from(schoolClass, actor), progress: progress?.map((component) => ComponentProgressDto.from(component)) };
  }
}

export class HomeDto {
  profile!: UserDto;

  /** Absent if the school has no terms. */
  term?: CurrentTermDto;

  /** Your classes of that term, by code: those that you teach or are enrolled in, including archived ones. Absent for admins. */
  classes?: HomeClassDto[];

  /** At most 5, newest first. */
  notifications!: InboxEntryDto[];

  unread!: UnreadCountDto;

  /** Only for admins. */
  totals?: SchoolStatisticsDto;

  static of(actor: Actor, { currentTerm, classes, inbox, totals }: Home, profile: UserWithAvatarUrl): HomeDto {
    return {
      profile: UserDto.from(profile),
      term: currentTerm && CurrentTermDto.of(currentTerm),
      classes: classes?.map((each) => HomeClassDto.of(each, actor)),
      notifications: inbox.newest.map((entry) => InboxEntryDto.from(entry)),
      unread: UnreadCountDto.from(inbox.unread),
      totals: totals && SchoolStatisticsDto.from(totals),
    };
  }
}
