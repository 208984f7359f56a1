import { ApiProperty } from '@nestjs/swagger';
import { Type as ConvertTo } from 'class-transformer';
import { Equals, IsDefined, IsIn, IsInt, IsObject, Max, Min, ValidateBy, ValidateNested } from 'class-validator';
import { ROLES, type Role } from '../../auth/actor.js';
import { PageQuery } from '../../http/paging/paging.js';
import { QueryBoolean, Id, SingleLine, Optional, MultiLine } from '../../http/validation/validators.js';
import type { InboxEntry, UnreadCount } from './inbox.js';
import { NOTIFICATION_KINDS, type Audience, type Message, type Notification, type NotificationKind } from '../../effects/notification.js';
import { InAppPath, isAudience } from './notifications.validators.js';

const EXAMPLE_ID = 3670301900800123;

/** The id of a notification in a document. */
const IsIdOfNotification = (): PropertyDecorator =>
  ApiProperty({ type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, example: EXAMPLE_ID });

/** Whom a notification is for: exactly one of `everyone`, `role`, `classId`, `userId`, or a `classId` with a `studentId`. */
export class AudienceDto {
  /** Everybody in the school. */
  @Optional()
  @Equals(true)
  everyone?: true;

  /** Everybody with this role. */
  @Optional()
  @IsIn(ROLES)
  role?: Role;

  /**
   * The students of a class, and its lecturer.
   * @format uuid
   */
  @Optional()
  @Id()
  classId?: string;

  /**
   * One person.
   * @format uuid
   */
  @Optional()
  @Id()
  userId?: string;

  /**
   * Of the class that `classId` names, only this student.
   * @format uuid
   */
  @Optional()
  @Id()
  studentId?: string;

  static from(audience: Audience): AudienceDto {
    return { ...audience };
  }
}

export class SendNotificationDto {
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @ConvertTo(() => AudienceDto)
  @ValidateBy({
    name: 'isAudience',
    validator: {
      validate: isAudience,
      defaultMessage: () => '$property must be exactly one of everyone, role, classId, userId, or classId with studentId',
    },
  })
  audience!: AudienceDto;

  /** @example "The library is closed on Friday" */
  @SingleLine(200)
  title!: string;

  /** @example "It opens again on Monday at 8." */
  @MultiLine(5000)
  body!: string;

  /**
   * A path in the app, to go on from the notification.
   * @example /classes
   */
  @Optional()
  @InAppPath()
  link?: string;

  static toMessage({ audience, title, body, link }: SendNotificationDto): Omit<Message, 'kind'> {
    const given = Object.entries(audience).filter(([, value]) => value !== undefined);
    return { audience: Object.fromEntries(given) as Audience, title, body, link };
  }
}

export class InboxFilter extends PageQuery {
  /**
   * Whether to leave out what was read. A page may then be short.
   * @default false
   */
  @Optional()
  @QueryBoolean()
  unread?: boolean;
}

export class ReadAllDto {
  /** The id of the newest notification that was shown: it and all before it are read. */
  @IsIdOfNotification()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  upTo!: number;
}

export class SenderNameDto {
  /** @example Bình */
  givenName!: string;

  /** @example Trần */
  familyName!: string;
}

export class SenderDto {
  /** @format uuid */
  id!: string;

  /** Absent if the school does not know it. */
  name?: SenderNameDto;
}

export class NotificationDto {
  /** Later ones have higher ids. */
  @IsIdOfNotification()
  id!: number;

  audience!: AudienceDto;

  /** `ANNOUNCEMENT` for what somebody wrote, `MARKS_PUBLISHED` for what publishing marks told the class. */
  @ApiProperty({ enum: NOTIFICATION_KINDS })
  kind!: NotificationKind;

  /** @example "The library is closed on Friday" */
  title!: string;

  /** @example "It opens again on Monday at 8." */
  body!: string;

  /**
   * A path in the app.
   * @example /classes
   */
  link?: string;

  sender!: SenderDto;

  /** @format date-time */
  sentAt!: string;

  static from({ id, audience, kind, title, body, link, senderId, senderName, sentAt }: Notification): NotificationDto {
    const name = senderName && { givenName: senderName.givenName, familyName: senderName.familyName };
    return { id, audience: AudienceDto.from(audience), kind, title, body, link, sender: { id: senderId, name }, sentAt };
  }
}

export class InboxEntryDto extends NotificationDto {
  /** Whether the reader marked it as read, or everything up to a later one. */
  read!: boolean;

  static override from(entry: InboxEntry): InboxEntryDto {
    return { ...NotificationDto.from(entry), read: entry.read };
  }
}

export class UnreadCountDto {
  /**
   * At most 100.
   * @format int32
   * @example 3
   */
  count!: number;

  /** Whether there are more than were counted. */
  more!: boolean;

  static from({ count, more }: UnreadCount): UnreadCountDto {
    return { count, more };
  }
}
