import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { Clock } from '../../core/time/clock.js';
import type { Effects } from '../../effects/effects.js';
import type { Message } from '../../effects/notification.js';
import { JobRunner } from '../../jobs/job-runner.js';
import type { Job } from '../../jobs/job.js';
import { type AuditedAction, difference } from '../audit/audit-entry.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { ClassNotFound } from '../classes/classes.errors.js';
import { assertMayRunActive } from '../classes/classes.policy.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import { classEntity, lastPublication, type SchoolClass } from '../classes/school-class.js';
import { NotificationFactory } from '../notifications/notification-factory.js';
import { markNoticesJob } from './mark-notices.job.js';
import { ComponentNotFound } from './scores.errors.js';
import { assertMayGrade } from './scores.policy.js';

/** A change of a class, and what is written along with it besides the audit entry. */
interface PlannedChange {
  readonly changed: SchoolClass;
  readonly effects?: Omit<Effects, 'audit'>;
}

const AUDITED_FIELDS = ['publishedComponents', 'gradesLocked'] as const;

/** Publishes and locks gradebooks. */
@Injectable()
export class PublishingService {
  constructor(
    private readonly classes: ClassesRepository,
    private readonly notifications: NotificationFactory,
    private readonly audit: AuditTrail,
    private readonly jobs: JobRunner,
    private readonly clock: Clock,
  ) {}

  /**
   * Publishes a component and notifies the class. Changes nothing if it is published already. If it was published before, those who have read the notice then
   * do not get a second one, and students whose mark has changed since get a notice of their own.
   * @throws ClassNotFound, ClassArchived, GradebookLocked, ComponentNotFound
   */
  async publish(actor: Actor, classId: string, key: string, reason?: string): Promise<SchoolClass> {
    let job: Job | undefined;
    const schoolClass = await this.change(actor, classId, { action: 'component.published', reason }, async (before, at) => {
      // An attempt that failed has planned another one.
      job = undefined;
      assertMayGrade(actor, before, reason);
      assertHasComponent(before, key);
      if (Object.hasOwn(before.publishedComponents, key)) return { changed: before };
      const earlier = lastPublication(before, key);
      const outgoing = await this.notifications.create(actor, toPublishedMessage(before, key), earlier?.notice?.id);
      const { id, senderId } = outgoing.notification;
      job = earlier && markNoticesJob({ classId, component: key, publishedAt: at });
      const publications = { ...before.publications, [key]: { at, notice: { id, senderId } } };
      return {
        changed: { ...before, publishedComponents: { ...before.publishedComponents, [key]: at }, publications },
        effects: { notifications: [outgoing], jobs: job && [job] },
      };
    });
    if (job) await this.jobs.runNow(job);
    return schoolClass;
  }

  /**
   * Hides the marks of a component, and all results, from the class, and deletes the notification of the publication.
   * @throws ClassNotFound, ClassArchived, GradebookLocked, ComponentNotFound
   */
  unpublish(actor: Actor, classId: string, key: string, reason?: string): Promise<SchoolClass> {
    return this.change(actor, classId, { action: 'component.unpublished', reason }, (before) => {
      assertMayGrade(actor, before, reason);
      assertHasComponent(before, key);
      const { [key]: publishedAt, ...others } = before.publishedComponents;
      if (publishedAt === undefined) return { changed: before };
      const publication = lastPublication(before, key)!;
      const { audience, kind } = toPublishedMessage(before, key);
      const retracted = publication.notice && [this.notifications.retract(actor, { ...publication.notice, audience, kind })];
      const publications = { ...before.publications, [key]: publication };
      return { changed: { ...before, publishedComponents: others, publications }, effects: { retracted } };
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
      return { changed: { ...schoolClass, gradesLocked } };
    });
  }

  /** Changes a class. Requests carry no version, so the change is repeated after a conflict. */
  private change(
    actor: Actor,
    classId: string,
    audited: AuditedAction,
    plan: (schoolClass: SchoolClass, at: string) => PlannedChange | Promise<PlannedChange>,
  ): Promise<SchoolClass> {
    return retryOnConflict(async () => {
      const before = await this.classes.read(classId, { consistent: true });
      if (!before) throw new ClassNotFound();
      const at = this.clock.timestamp();
      const { changed, effects } = await plan(before, at);
      const differing = difference(before, changed, AUDITED_FIELDS);
      if (!differing) return before;

      const after = { ...changed, version: before.version + 1, updatedAt: at };
      const audit = this.audit.entry(actor, { at, entity: classEntity(classId), ...audited, ...differing });
      await this.classes.change(before, after, {}, { audit, ...effects });
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
