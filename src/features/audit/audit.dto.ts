import { ApiPropertyOptional } from '@nestjs/swagger';
import type { Role } from '../../auth/actor.js';
import { fault } from '../../core/errors/field-error.js';
import { PageQuery } from '../../http/paging/paging.js';
import { Id, Instant, Optional, rule } from '../../http/validation/validators.js';
import { ENTITY_NAME, type EntityName, type Facts, isEntityName } from './audit-entry.js';
import { namedPeople } from './named-people.js';
import type { NamedEntry } from './audit.service.js';
import { PersonDto } from './person.dto.js';

const ENTITY_FORMS = [
  ...[
    'user:<id>',
    'term:<code>',
    'scale:<key>',
    'subject:<id>',
    'class:<id>',
    'notification:<number>',
    'enrolment:<class id>:<student id>',
  ],
  ...['access:refusals', 'access:audit-log', 'access:people'],
];

const Entity = (): PropertyDecorator =>
  rule('isEntity', (value) => typeof value === 'string' && isEntityName(value), fault('invalid_entity', { forms: ENTITY_FORMS }));

export class AuditQuery extends PageQuery {
  /**
   * The resource that was changed or read: `user:<id>`, `term:<code>`, `scale:<key>`, `subject:<id>`, `class:<id>`, `notification:<number>` or
   * `enrolment:<class id>:<student id>`. `access:refusals` lists requests that people were not allowed to make, `access:audit-log` who read this log,
   * and `access:people` who exported people.
   * @example term:2026-1
   */
  @ApiPropertyOptional({ type: String, pattern: ENTITY_NAME.source })
  @Optional()
  @Entity()
  entity?: EntityName;

  /**
   * The id of the person who made the changes or requests.
   * @format uuid
   */
  @Optional()
  @Id()
  actor?: string;

  /**
   * Start of the period, inclusive. With neither an entity nor an actor, the default is 7 days before its end.
   * @format date-time
   */
  @Optional()
  @Instant()
  from?: string;

  /**
   * End of the period, exclusive.
   * @format date-time
   */
  @Optional()
  @Instant()
  to?: string;
}

/** The person who made the change or the request. */
export class AuditActorDto extends PersonDto {
  /** The role at that time. */
  role!: Role;
}

const facts = (example: Facts) => ({ type: 'object', additionalProperties: true, example }) as const;

export class AuditEntryDto {
  /** @format uuid */
  id!: string;

  /** @format date-time */
  at!: string;

  /** @example term:2026-1 */
  entity!: string;

  /** @example term.changed */
  action!: string;

  actor!: AuditActorDto;

  /** The changed fields with their old values. For people, personal fields are listed by name only, in `changedFields`, except the address. */
  @ApiPropertyOptional(facts({ title: 'Autumn' }))
  before?: Facts;

  /**
   * The changed fields with their new values. Of `access.refused`: `route`, `status` and `code`. Of `audit.read`: `entity` and `actorId`. Of
   * `user.signed_in`: `signedInAt`. Of `people.exported`: `role`, `status`, and the number of `people`.
   */
  @ApiPropertyOptional(facts({ title: 'Autumn 2026' }))
  after?: Facts;

  /** The people whom `entity`, `before` and `after` name by id, as far as they have a profile. */
  people!: PersonDto[];

  /**
   * The reason, if one was given.
   * @example "Decision of the faculty, 12 March"
   */
  reason?: string;

  /**
   * The id of the request, as in the log. It is the `X-Request-Id` of the answer, unless the request brought its own.
   * @example 8d6c1f0e-3c0f-4a53-9a0e-6d0d8f7a2b11
   */
  requestId?: string;

  static from({ entry, people }: NamedEntry): AuditEntryDto {
    const { id, at, entity, action, by, before, after, reason, requestId } = entry;
    const named = namedPeople(entry).flatMap((personId) => people.get(personId) ?? []);
    return {
      ...{ id, at, entity, action, before, after, reason, requestId },
      actor: { ...PersonDto.of(by.id, people), role: by.role },
      people: named.map((person) => PersonDto.from(person)),
    };
  }
}
