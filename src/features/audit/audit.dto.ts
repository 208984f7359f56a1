import { ApiPropertyOptional } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import type { Role } from '../../auth/actor.js';
import { PageQuery } from '../../http/paging/paging.js';
import { Id, Instant, Optional } from '../../http/validation/validators.js';
import { isEntityName, type AuditEntry, type EntityName, type Facts } from './audit-entry.js';

const FORMS = 'user:<id>, term:<code>, subject:<id>, class:<id>, notification:<number> or enrolment:<class id>:<student id>';

const Entity = (): PropertyDecorator =>
  ValidateBy({
    name: 'isEntity',
    validator: {
      validate: (value) => typeof value === 'string' && isEntityName(value),
      defaultMessage: () => `$property must be ${FORMS}`,
    },
  });

export class AuditQuery extends PageQuery {
  /**
   * What the entries tell of: `user:<id>`, `term:<code>`, `subject:<id>`, `class:<id>`, `notification:<number>` or
   * `enrolment:<class id>:<student id>`. Needed where no actor is given.
   * @example term:2026-1
   */
  @ApiPropertyOptional({ type: String })
  @Optional()
  @Entity()
  entity?: EntityName;

  /**
   * Who made the changes. Needed where no entity is given.
   * @format uuid
   */
  @Optional()
  @Id()
  actor?: string;

  /**
   * The first instant of interest.
   * @format date-time
   */
  @Optional()
  @Instant()
  from?: string;

  /**
   * The first instant behind those of interest.
   * @format date-time
   */
  @Optional()
  @Instant()
  to?: string;
}

export class AuditActorDto {
  /** @format uuid */
  id!: string;

  /** The role they had. */
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

  /** What changed, as it was. Of people, personal fields are named only: neither what they were nor what they are is told. */
  @ApiPropertyOptional(facts({ title: 'Autumn' }))
  before?: Facts;

  /** What changed, as it became. */
  @ApiPropertyOptional(facts({ title: 'Autumn 2026' }))
  after?: Facts;

  /**
   * Why, if it was said.
   * @example "Decision of the faculty, 12 March"
   */
  reason?: string;

  /**
   * The `X-Request-Id` of the request that made the change.
   * @example 8d6c1f0e-3c0f-4a53-9a0e-6d0d8f7a2b11
   */
  requestId?: string;

  static from({ id, at, entity, action, by, before, after, reason, requestId }: AuditEntry): AuditEntryDto {
    return { id, at, entity, action, actor: { id: by.id, role: by.role }, before, after, reason, requestId };
  }
}
