import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { Clock } from '../../core/time/clock.js';
import type { Message } from '../../effects/notification.js';
import { type AuditedAction, difference } from '../audit/audit-entry.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { ClassNotFound } from '../classes/classes.errors.js';
import { assertMayRunActive } from '../classes/classes.policy.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import { classEntity, type SchoolClass } from '../classes/school-class.js';
import { NotificationFactory } from '../notifications/notification-factory.js';
import { ComponentNotFound } from './scores.errors.js';
import { assertMayGrade } from './scores.policy.js';

const AUDITED_FIELDS = ['publishedComponents', 'gradesLocked'] as const;

/** Publishes and locks gradebooks. */
@Injectable()
export class PublishingService {
  constructor(
    private readonly classes: ClassesRepository,
    private readonly notifications: NotificationFactory,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Publishes a component and notifies the class. Changes nothing if it is published already.
   * @throws ClassNotFound, ClassArchived, GradebookLocked, ComponentNotFound
   */
  publish(actor: Actor, classId: string, key: string, reason?: string): Promise<SchoolClass> {
    const toPublished = (schoolClass: SchoolClass, at: string): SchoolClass => {
      assertMayGrade(actor, schoolClass, reason);
      assertHasComponent(schoolClass, key);
      const { publishedComponents } = schoolClass;
      return { ...schoolClass, publishedComponents: { ...publishedComponents, [key]: publishedComponents[key] ?? at } };
    };
    return this.change(actor, classId, { action: 'component.published', reason }, toPublished, (schoolClass) =>
      toPublishedMessage(schoolClass, key),
    );
  }

  /** Hides the marks of a component, and all results, from the class. @throws ClassNotFound, ClassArchived, GradebookLocked, ComponentNotFound */
  unpublish(actor: Actor, classId: string, key: string, reason?: string): Promise<SchoolClass> {
    return this.change(actor, classId, { action: 'component.unpublished', reason }, (schoolClass) => {
      assertMayGrade(actor, schoolClass, reason);
      assertHasComponent(schoolClass, key);
      const { [key]: _publishedAt, ...others } = schoolClass.publishedComponents;
      return { ...schoolClass, publishedComponents: others };
    });
  }

  /** Restricts changes of marks to admins who give a reason. @throws ClassNotFound, ClassArchived */
  lock(actor: Actor, classId: string): Promise<SchoolClass> {
    return this.setLocked(actor, classId, true, { action: 'gradebook.locked' });
  }

  /** @throws ClassNotFound, ClassArchived */
  unlock(actor: Actor, classId: string, reason: string): Promise<SchoolClass> {
    return this.setLocked(actor, classId, false, { action: 'gradebook.unlocked', reason });
  }

  private setLocked(actor: Actor, classId: string, gradesLocked: boolean, audited: AuditedAction): Promise<SchoolClass> {
    return this.change(actor, classId, audited, (schoolClass) => {
      assertMayRunActive(actor, schoolClass);
      return { ...schoolClass, gradesLocked };
    });
  }

  /** Changes a class and notifies it. Requests carry no version, so the change is repeated after a conflict. */
  private change(
    actor: Actor,
    classId: string,
    audited: AuditedAction,
    toChanged: (schoolClass: SchoolClass, at: string) => SchoolClass,
    toMessage?: (schoolClass: SchoolClass) => Message,
  ): Promise<SchoolClass> {
    return retryOnConflict(async () => {
      const before = await this.classes.read(classId, { consistent: true });
      if (!before) throw new ClassNotFound();
      const at = this.clock.timestamp();
      const changed = toChanged(before, at);
      const differing = difference(before, changed, AUDITED_FIELDS);
      if (!differing) return before;

      const after = { ...changed, version: before.version + 1, updatedAt: at };
      const audit = this.audit.entry(actor, { at, entity: classEntity(classId), ...audited, ...differing });
      const notifications = toMessage ? [await this.notifications.create(actor, toMessage(after))] : [];
      await this.classes.change(before, after, {}, { audit, notifications });
      return after;
    });
  }
}

function assertHasComponent({ components }: SchoolClass, key: string): void {
  if (!components.some((component) => component.key === key)) throw new ComponentNotFound();
}

/** Contains no marks. */
function toPublishedMessage({ id, code, subjectName, components }: SchoolClass, key: string): Message {
  const { name } = components.find((component) => component.key === key)!;
  return {
    audience: { classId: id },
    kind: 'MARKS_PUBLISHED',
    title: `Marks published: ${name}`,
    body: `The marks of ${name} in ${subjectName} (${code}) are published.`,
    link: `/classes/${id}/scores`,
  };
}
