import { OmitType, PartialType } from '@nestjs/swagger';
import { ROLES, type Role } from '../../auth/actor.js';
import { PageQuery, Sort } from '../../http/paging/paging.js';
import { ResponseDto } from '../../http/responses/response-dto.js';
import { Clearable, NewCode, OneOf, Optional, QueryBoolean, SearchText, SingleLine } from '../../http/validation/validators.js';
import type { UserWithAvatarUrl } from './avatars.service.js';
import type { Relation } from './relations.repository.js';
import type { ResendOutcome } from './user-status.service.js';
import { USER_STATUSES, type UserStatus } from './user.js';
import { BirthDate, EmailAddress, MAX_EMAIL, PersonNamePart, PhoneNumber } from './users.validators.js';

const MAX_OPEN_CLASSES = 50;

export class InviteUserDto {
  /**
   * Unique. Case does not matter.
   * @example an.nguyen@example.edu
   */
  @EmailAddress()
  email!: string;

  @OneOf(ROLES)
  role!: Role;

  /**
   * Staff or student number. Unique; case does not matter. A date such as `1-Feb` or a number such as `2.02301E11`, which a spreadsheet has made of a
   * code, is an error.
   * @example S-2026-001
   */
  @NewCode()
  code!: string;

  /** @example An */
  @PersonNamePart()
  givenName!: string;

  /** @example Nguyễn */
  @PersonNamePart()
  familyName!: string;

  /** @example "+84 90 123 4567" */
  @Optional()
  @PhoneNumber()
  phone?: string;

  /**
   * From 1900 until five years ago.
   * @example 2005-02-28
   */
  @Optional()
  @BirthDate()
  dateOfBirth?: string;

  /** @example Mathematics */
  @Optional()
  @SingleLine(100)
  department?: string;
}

export class ChangeUserDto extends PartialType(OmitType(InviteUserDto, ['phone', 'dateOfBirth', 'department']), {
  skipNullProperties: false,
}) {
  /** `null` clears it. */
  @Clearable()
  @PhoneNumber()
  phone?: string | null;

  /** From 1900 until five years ago. `null` clears it. */
  @Clearable()
  @BirthDate()
  dateOfBirth?: string | null;

  /** `null` clears it. */
  @Clearable()
  @SingleLine(100)
  department?: string | null;
}

export class ChangeProfileDto {
  /**
   * `null` clears it.
   * @example "+84 90 123 4567"
   */
  @Clearable()
  @PhoneNumber()
  phone?: string | null;
}

export class NameCheckQuery {
  /**
   * Whether to accept a name that looks like text in the wrong encoding, such as `Nguyá»…n`.
   * @default false
   */
  @Optional()
  @QueryBoolean()
  allowUnusualNames?: boolean;
}

export class UserQuery extends PageQuery {
  /** Only people with this role. */
  @Optional()
  @OneOf(ROLES)
  role?: Role;

  /** Only people with this status. */
  @Optional()
  @OneOf(USER_STATUSES)
  status?: UserStatus;

  /**
   * Words by which to find people: each must be the beginning of a word of their name, code or e-mail address. Case and accents do not matter, and ö is
   * also found as oe. Anonymised people are not found.
   * @example nguyen
   */
  @Optional()
  @SearchText(MAX_EMAIL)
  search?: string;

  /**
   * The order: by family name, then given name, or the reverse. With a `search`, by the word that is found.
   * @default "name"
   */
  @Sort('name')
  sort?: string;
}

export class UserDto extends ResponseDto {
  /** @format uuid */
  id!: string;

  /** @example an.nguyen@example.edu */
  email!: string;

  role!: Role;

  /** @example S-2026-001 */
  code!: string;

  /** @example An */
  givenName!: string;

  /** @example Nguyễn */
  familyName!: string;

  /** @example "+84 90 123 4567" */
  phone?: string;

  /**
   * @format date
   * @example 2005-02-28
   */
  dateOfBirth?: string;

  /** @example Mathematics */
  department?: string;

  /**
   * The address of the avatar, valid for at least five minutes. It stays the same for up to five minutes, so that browsers can use their copy of the
   * picture. Absent without an avatar.
   * @format uri
   */
  avatarUrl?: string;

  /** `INVITED` until the person signs in and reads their profile, or decides about another person, for the first time. */
  status!: UserStatus;

  /** Present, and `true`, only if the person was anonymised. */
  anonymised?: true;

  /**
   * @format int32
   * @example 1
   */
  version!: number;

  /** @format date-time */
  createdAt!: string;

  /** @format date-time */
  updatedAt!: string;
}

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
