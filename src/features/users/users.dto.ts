import { OmitType, PartialType } from '@nestjs/swagger';
import { ROLES, type Role } from '../../auth/actor.js';
import { fault } from '../../core/errors/field-error.js';
import { atLeastOne, DocumentedRules } from '../../http/decorators/schema-rules.decorator.js';
import { PageQuery, Sort } from '../../http/paging/paging.js';
import { ResponseDto } from '../../http/responses/response-dto.js';
import { RequiredUnless } from '../../http/validation/required-unless.js';
import { NewCode, SearchText, SingleLine } from '../../http/validation/text.validators.js';
import { Clearable, OneOf, Optional, QueryBoolean } from '../../http/validation/validators.js';
import { USER_STATUSES, type UserStatus } from './user.js';
import { BirthDate, EmailAddress, MAX_EMAIL, PersonNamePart, PhoneNumber } from './users.validators.js';

@DocumentedRules(atLeastOne('givenName', 'familyName'))
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

  /**
   * Absent or empty if the person has a family name only. One of the two names is required, and is not blank.
   * @example An
   */
  @RequiredUnless('familyName', fault('required.name'))
  @PersonNamePart()
  givenName?: string;

  /**
   * Absent or empty if the person has a given name only.
   * @example Nguyễn
   */
  @Optional()
  @PersonNamePart()
  familyName?: string;

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

export class ChangeUserDto extends PartialType(OmitType(InviteUserDto, ['givenName', 'familyName', 'phone', 'dateOfBirth', 'department']), {
  skipNullProperties: false,
}) {
  /**
   * An empty text removes it. One of the two names must remain.
   * @example An
   */
  @Optional()
  @PersonNamePart()
  givenName?: string;

  /**
   * An empty text removes it. One of the two names must remain.
   * @example Nguyễn
   */
  @Optional()
  @PersonNamePart()
  familyName?: string;

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

  /**
   * Empty if the person has a family name only.
   * @example An
   */
  givenName!: string;

  /**
   * Empty if the person has a given name only.
   * @example Nguyễn
   */
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
