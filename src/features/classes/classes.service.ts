import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { difference, type AuditEntry } from '../audit/audit-entry.js';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Actor } from '../../auth/actor.js';
import { Clock } from '../../core/time/clock.js';
import { StaleVersion, UnknownReference } from '../../core/errors/errors.js';
import { applyPatch } from '../../core/objects/patch.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { plainComponents } from '../grading/component.js';
import { creationRecord, type IdempotencyRecord } from '../../http/idempotency/idempotency-record.js';
import type { Subject } from '../subjects/subject.js';
import { SubjectsRepository } from '../subjects/subjects.repository.js';
import type { User } from '../users/user.js';
import { UsersRepository } from '../users/users.repository.js';
import type { ChangeClassDto, CreateClassDto } from './classes.dto.js';
import { ClassArchived, ClassNotFound, GradingStarted } from './classes.errors.js';
import { ClassesRepository, type LecturerMove } from './classes.repository.js';
import { classEntity, newClass, ledBy, type SchoolClass } from './school-class.js';

const AUDITED_FIELDS = ['lecturerId', 'room', 'capacity', 'credits', 'components', 'gradingScale', 'status'] as const;

type ClassRecord = Pick<AuditEntry, 'action' | 'reason'>;

/** What the registrar's office does with classes: makes, changes and archives them. */
@Injectable()
export class ClassesService {
  constructor(
    private readonly classes: ClassesRepository,
    private readonly subjects: SubjectsRepository,
    private readonly users: UsersRepository,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** The class as of now. @throws ClassNotFound */
  async read(id: string): Promise<SchoolClass> {
    const schoolClass = await this.classes.read(id, { consistent: true });
    if (!schoolClass) throw new ClassNotFound();
    return schoolClass;
  }

  async create(actor: Actor, input: CreateClassDto, idempotency?: IdempotencyRecord): Promise<SchoolClass> {
    const [subject, lecturer] = await Promise.all([this.subject(input.subjectId), this.lecturer(input.lecturerId)]);
    const schoolClass = newClass(subject, lecturer, { ...input, id: randomUUID(), at: this.clock.timestamp() });
    const { id, createdAt: at } = schoolClass;
    const audit = this.audit.entry(actor, { at, entity: classEntity(id), action: 'class.created', after: { ...input } });
    await this.classes.create(schoolClass, { subject, lecturer }, { audit, idempotency: creationRecord(idempotency, id) });
    return schoolClass;
  }

  async change(actor: Actor, id: string, expectedVersion: number, { reason, components, ...change }: ChangeClassDto): Promise<SchoolClass> {
    const schoolClass = await this.read(id);
    if (schoolClass.version !== expectedVersion) throw new StaleVersion();
    if (schoolClass.status === 'ARCHIVED') throw new ClassArchived();

    const asked = applyPatch(schoolClass, { ...change, components: components && plainComponents(components) });
    const move = asked.lecturerId === schoolClass.lecturerId ? {} : await this.handover(schoolClass.lecturerId, asked.lecturerId);
    return this.save(actor, schoolClass, gradedAnew(schoolClass, asked), { action: 'class.changed', reason }, move);
  }

  /** Makes a class read-only. Its students stay enrolled; its lecturer has a relation less open. */
  archive(actor: Actor, id: string, reason?: string): Promise<SchoolClass> {
    return retryOnConflict(async () => {
      const schoolClass = await this.read(id);
      if (schoolClass.status === 'ARCHIVED') return schoolClass;
      const from = await this.leader(schoolClass.lecturerId);
      return this.save(actor, schoolClass, { ...schoolClass, status: 'ARCHIVED' }, { action: 'class.archived', reason }, { from });
    });
  }

  /** The name of the subject did not follow while nobody could change the class: now it does. */
  unarchive(actor: Actor, id: string, reason: string): Promise<SchoolClass> {
    return retryOnConflict(async () => {
      const schoolClass = await this.read(id);
      if (schoolClass.status === 'ACTIVE') return schoolClass;
      const [to, subject] = await Promise.all([this.leader(schoolClass.lecturerId), this.subject(schoolClass.subjectId)]);
      const active: SchoolClass = { ...schoolClass, status: 'ACTIVE', subjectName: subject.name, subjectNameVersion: subject.nameVersion };
      return this.save(actor, schoolClass, active, { action: 'class.unarchived', reason }, { to });
    });
  }

  private async save(actor: Actor, before: SchoolClass, asked: SchoolClass, record: ClassRecord, move: LecturerMove): Promise<SchoolClass> {
    const differing = difference(before, asked, AUDITED_FIELDS);
    if (!differing) return before;
    const at = this.clock.timestamp();
    const after = {
      ...asked,
      ...(move.to && ledBy(move.to)),
      lecturerSince: asked.lecturerId === before.lecturerId ? before.lecturerSince : at,
      seatsFree: before.seatsFree + asked.capacity - before.capacity,
      version: before.version + 1,
      updatedAt: at,
    };
    const audit = this.audit.entry(actor, { at, entity: classEntity(before.id), ...record, ...differing });
    await this.classes.change(before, after, move, { audit });
    return after;
  }

  private async subject(id: string): Promise<Subject> {
    const subject = await this.subjects.read(id, { consistent: true });
    if (!subject) throw UnknownReference.to('subjectId', 'a subject');
    return subject;
  }

  private async lecturer(id: string): Promise<User> {
    const user = await this.users.read(id, { consistent: true });
    if (user?.role !== 'LECTURER') throw UnknownReference.to('lecturerId', 'a lecturer');
    return user;
  }

  /** Whoever a class names as its lecturer, whatever became of them; people are never removed. */
  private async leader(id: string): Promise<User> {
    return (await this.users.read(id, { consistent: true }))!;
  }

  private async handover(fromId: string, toId: string): Promise<LecturerMove> {
    const [from, to] = await Promise.all([this.leader(fromId), this.lecturer(toId)]);
    return { from, to };
  }
}

/** Counts a change of what is graded. @throws GradingStarted if somebody relies on it as it was */
function gradedAnew(before: SchoolClass, asked: SchoolClass): SchoolClass {
  if (!difference(before, asked, ['components', 'gradingScale'])) return asked;
  if (before.gradingStarted || Object.keys(before.publishedComponents).length > 0) throw new GradingStarted();
  return { ...asked, componentsVersion: before.componentsVersion + 1 };
}
