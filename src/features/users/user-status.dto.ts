import type { UserWithAvatarUrl } from './avatars.service.js';
import type { Relation } from './relations.repository.js';
import type { ResendOutcome } from './user-status.service.js';
import { UserDto } from './users.dto.js';

const MAX_OPEN_CLASSES = 50;

/** A person whose invitation was to be sent again. */
export class ResentInvitationDto extends UserDto {
  /** `sent`: the person gets a mail with a new temporary password. `already_signed_in`: they have chosen a password, so no mail is sent. */
  outcome!: ResendOutcome;
}

/** An active class that a person is enrolled in or leads. */
export class OpenClassDto {
  /** @format uuid */
  id!: string;

  /** @example MATH-101-A */
  code!: string;

  /**
   * Code of the term.
   * @example 2026-1
   */
  term!: string;

  relation!: 'enrolled' | 'leads';

  static from({ classId, classCode, term, kind }: Relation): OpenClassDto {
    return { id: classId, code: classCode, term, relation: kind === 'LEADS' ? 'leads' : 'enrolled' };
  }
}

/** A disabled person, and what is still open: withdraw the student, or give the classes another lecturer. */
export class DisabledUserDto extends UserDto {
  /** At most 50 active classes that the person is still enrolled in or leads. */
  openClasses!: OpenClassDto[];

  /**
   * The number of all such classes.
   * @format int32
   * @example 1
   */
  openClassCount!: number;

  static of(user: UserWithAvatarUrl, open: readonly Relation[]): DisabledUserDto {
    const openClasses = open.slice(0, MAX_OPEN_CLASSES).map((relation) => OpenClassDto.from(relation));
    return DisabledUserDto.from({ ...user, openClasses, openClassCount: open.length });
  }
}
