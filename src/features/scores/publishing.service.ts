import { Injectable } from '@nestjs/common';
import { difference, type AuditEntry } from '../audit/audit-entry.js';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Actor } from '../../auth/actor.js';
import { ClassNotFound } from '../classes/classes.errors.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import { classEntity, type SchoolClass } from '../classes/school-class.js';
import { Clock } from '../../core/time/clock.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import type { Message } from '../../effects/notification.js';
import { NotificationFactory } from '../notifications/notification-factory.js';
import { marksPublished } from './marks-published.notification.js';
import { ComponentNotFound } from './scores.errors.js';
import { assertMayGrade, assertMayLock } from './scores.policy.js';

const AUDITED_FIELDS = ['publishedComponents', 'gradesLocked'] as const;

type AuditFields = Pick<AuditEntry, 'action' | 'reason'>;

/** Publishes and locks gradebooks. */
@Injectable()
export class PublishingService {
  constructor(
    private readonly classes: ClassesRepository,
    private readonly notifications: NotificationFactory,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Shows the marks of a component to the class, and notifies the class. A component that is published stays as it is. */
  publish(actor: Actor, classId: string, key: string, reason?: string): Promise<SchoolClass> {
    const published = (schoolClass: SchoolClass, at: string): SchoolClass => {
      assertMayGrade(actor, schoolClass, reason);
      assertHas(schoolClass, key);
      const { publishedComponents } = schoolClass;
      return { ...schoolClass, publishedComponents: { ...publishedComponents, [key]: publishedComponents[key] ?? at } };
    };
    return this.change(actor, classId, { action: 'component.published', reason }, published, (schoolClass) =>
      marksPublished(schoolClass, key),
    );
  }

  /** Hides the marks of a component, and with them all results, from the class. */
  unpublish(actor: Actor, classId: string, key: string, reason?: string): Promise<SchoolClass> {
    return this.change(actor, classId, { action: 'component.unpublished', reason }, (schoolClass) => {
      assertMayGrade(actor, schoolClass, reason);
      assertHas(schoolClass, key);
      const { [key]: _publishedAt, ...others } = schoolClass.publishedComponents;
      return { ...schoolClass, publishedComponents: others };
    });
  }

  /** Restricts changes of marks to admins who give a reason. */
  lock(actor: Actor, classId: string): Promise<SchoolClass> {
    return this.setLocked(actor, classId, true, { action: 'gradebook.locked' });
  }

  unlock(actor: Actor, classId: string, reason: string): Promise<SchoolClass> {
    return this.setLocked(actor, classId, false, { action: 'gradebook.unlocked', reason });
  }

  private setLocked(actor: Actor, classId: string, gradesLocked: boolean, audited: AuditFields): Promise<SchoolClass> {
    return this.change(actor, classId, audited, (schoolClass) => {
      assertMayLock(actor, schoolClass);
      return { ...schoolClass, gradesLocked };
    });
  }

  /** Changes a class as it is now, and sends the message of the change. Requests carry no version, so a conflict is tried again. */
  private change(
    actor: Actor,
    classId: string,
    audited: AuditFields,
    decide: (schoolClass: SchoolClass, at: string) => SchoolClass,
    messageOf?: (schoolClass: SchoolClass) => Message,
  ): Promise<SchoolClass> {
    return retryOnConflict(async () => {
      const before = await this.classes.read(classId, { consistent: true });
      if (!before) throw new ClassNotFound();
      const at = this.clock.timestamp();
      const decided = decide(before, at);
      const differing = difference(before, decided, AUDITED_FIELDS);
      if (!differing) return before;

      const after = { ...decided, version: before.version + 1, updatedAt: at };
      const audit = this.audit.entry(actor, { at, entity: classEntity(classId), ...audited, ...differing });
      const notifications = messageOf ? [await this.notifications.create(actor, messageOf(after))] : [];
      await this.classes.change(before, after, {}, { audit, notifications });
      return after;
    });
  }
}

function assertHas({ components }: SchoolClass, key: string): void {
  if (!components.some((component) => component.key === key)) throw new ComponentNotFound();
}
