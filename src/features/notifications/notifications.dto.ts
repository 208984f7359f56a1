import { ApiProperty } from '@nestjs/swagger';
import { Equals } from 'class-validator';
import { ROLES, type Role } from '../../auth/actor.js';
import { fault } from '../../core/errors/field-error.js';
import { type Audience, type Message, NOTIFICATION_KINDS, type Notification, type NotificationKind } from '../../effects/notification.js';
import { DocumentedRules, exactlyOne } from '../../http/decorators/schema-rules.decorator.js';
import { PageQuery } from '../../http/paging/paging.js';
import { ResponseDto } from '../../http/responses/response-dto.js';
import { MultiLine, SingleLine } from '../../http/validation/text.validators.js';
import { Id, meaning, ObjectOf, OneOf, Optional, QueryBoolean, rule, WholeNumber } from '../../http/validation/validators.js';
import { PersonDto } from '../audit/person.dto.js';
import type { InboxEntry } from './inbox.js';
import type { SentNotification } from './notification.js';
import { InAppPath, isAudience } from './notifications.validators.js';

const EXAMPLE_ID = 3670301900800123;

const NotificationIdProperty = (): PropertyDecorator =>
  ApiProperty({ type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, example: EXAMPLE_ID });

/** The recipients of a notification: exactly one of `everyone`, `role`, `classId`, `userId`, or a `classId` with a `studentId`. */
@DocumentedRules({ ...exactlyOne('everyone', 'role', 'classId', 'userId'), dependentRequired: { studentId: ['classId'] } })
export class AudienceDto {
  /** Everyone in the school. */
  @Optional()
  @Equals(true, meaning(fault('unknown_value', { values: 'true' })))
  everyone?: true;

  /** Everyone with this role. */
  @Optional()
  @OneOf(ROLES)
  role?: Role;

  /**
   * The students and the lecturer of this class.
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
   * Only this student of the class `classId`.
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
  @ObjectOf(() => AudienceDto)
  @rule('isAudience', isAudience, fault('invalid_audience'))
  audience!: AudienceDto;

  /** @example "The library is closed on Friday" */
  @SingleLine(200)
  title!: string;

  /** @example "It opens again on Monday at 8." */
  @MultiLine(5000)
  body!: string;

  /**
   * A path in the app that the notification links to.
   * @example /classes
   */
  @Optional()
  @InAppPath()
  link?: string;

  static toMessage({ audience, title, body, link }: SendNotificationDto): Omit<Message, 'kind'> {
    const entries = Object.entries(audience).filter(([, value]) => value !== undefined);
    return { audience: Object.fromEntries(entries) as Audience, title, body, link };
  }
}

export class InboxFilter extends PageQuery {
  /**
   * Whether to list unread notifications only. A page may then have fewer items than `limit`.
   * @default false
   */
  @Optional()
  @QueryBoolean()
  unread?: boolean;
}

export class ReadAllDto {
  /** The id of the newest notification that was shown. This one and all earlier ones become read. */
  @NotificationIdProperty()
  @WholeNumber(1, Number.MAX_SAFE_INTEGER)
  upTo!: number;
}

export class SenderNameDto {
  /**
   * Empty if the person has a family name only.
   * @example Bình
   */
  givenName!: string;

  /**
   * Empty if the person has a given name only.
   * @example Trần
   */
  familyName!: string;
}

export class SenderDto {
  /** @format uuid */
  id!: string;

  /** Absent if the sender has no profile, or if the app has sent the notification. */
  name?: SenderNameDto;
}

export class NotificationDto {
  /** Later notifications have higher ids. */
  @NotificationIdProperty()
  id!: number;

  audience!: AudienceDto;

  /**
   * `ANNOUNCEMENT`: written by a person. `MARKS_PUBLISHED`: sent to a class when marks were published. `MARK_CHANGED`: sent to a student when a published
   * mark of theirs changed.
   */
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
  /** Whether you have marked this notification, or all up to a later one, as read. */
  read!: boolean;

  static override from(entry: InboxEntry): InboxEntryDto {
    return { ...NotificationDto.from(entry), read: entry.read };
  }
}

/** A notification, as its sender sees it. */
export class SentNotificationDto extends NotificationDto {
  /** The only reader. Absent if it is for more than one person. */
  recipient?: PersonDto;

  static of({ notification, recipient }: SentNotification): SentNotificationDto {
    return { ...NotificationDto.from(notification), recipient: recipient && PersonDto.from(recipient) };
  }
}

export class UnreadCountDto extends ResponseDto {
  /**
   * At most 100.
   * @format int32
   * @example 3
   */
  count!: number;

  /** Whether there are more than `count`. */
  more!: boolean;
}
