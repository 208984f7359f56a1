import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { deleteFilesJob } from '../../adapters/storage/delete-files.job.js';
import type { Actor } from '../../auth/actor.js';
import { Config } from '../../config/config.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { StaleVersion } from '../../core/errors/errors.js';
import { applyPatch } from '../../core/objects/patch.js';
import { creationRecord, type IdempotencyRecord } from '../../http/idempotency/idempotency-record.js';
import { JobRunner } from '../../jobs/job-runner.js';
import { type AuditedAction, difference } from '../audit/audit-entry.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { assertBonusesFit, assertBonusesOfSubjectFit } from '../grading/bonus.js';
import { plainComponents } from '../grading/component.js';
import { ClassReferences } from './class-references.service.js';
import type { ChangeClassDto, CreateClassDto } from './classes.dto.js';
import { ClassArchived, ClassNotFound, GradingStarted } from './classes.errors.js';
import { ClassesRepository, type LecturerMove } from './classes.repository.js';
import { classEntity, classFilesPrefix, lecturerCopy, newClass, type SchoolClass, scaleVersion } from './school-class.js';

const AUDITED_FIELDS = [
  'code',
  'term',
  'lecturerId',
  'room',
  'capacity',
  'credits',
  'components',
  'gradingScale',
  'scaleVersion',
  'status',
] as const;

/** Creates, changes, archives and deletes classes. */
@Injectable()
export class ClassesService {
  constructor(
    private readonly classes: ClassesRepository,
    private readonly references: ClassReferences,
    private readonly jobs: JobRunner,
    private readonly audit: AuditTrail,
    private readonly config: Config,
  ) {}

  /** Reads a class consistently. @throws ClassNotFound */
  async read(id: string): Promise<SchoolClass> {
    const schoolClass = await this.classes.read(id, { consistent: true });
    if (!schoolClass) throw new ClassNotFound();
    return schoolClass;
  }

  /** @throws UnknownReference, ValidationFailed, SubjectRetired, LecturerUnavailable, SourceChanged, ClassCodeTaken */
  async create(actor: Actor, input: CreateClassDto, idempotency?: IdempotencyRecord): Promise<SchoolClass> {
    const [subject, lecturer] = await Promise.all([
      this.references.readSubject(input.subjectId),
      this.references.readLecturer(input.lecturerId),
    ]);
    const id = randomUUID();
    const audit = this.audit.entry(actor, { entity: classEntity(id), action: 'class.created', after: { ...input } });
    const scale = await this.references.readScale(subject.gradingScale);
    assertBonusesOfSubjectFit(subject.components, scale);
    const { minimumWeight } = this.config;
    const schoolClass = newClass({ subject, lecturer, scale }, { ...input, id, minimumWeight, at: audit.at });
    await this.classes.create(schoolClass, { subject, lecturer }, { audit, idempotency: creationRecord(idempotency, id) });
    return schoolClass;
  }

  /** @throws ClassNotFound, ClassArchived, UnknownReference for the lecturer, and the errors of `ClassesRepository.change` */
  async change(actor: Actor, id: string, expectedVersion: number, { reason, components, ...change }: ChangeClassDto): Promise<SchoolClass> {
    const schoolClass = await this.read(id);
    if (schoolClass.version !== expectedVersion) throw new StaleVersion();
    if (schoolClass.status === 'ARCHIVED') throw new ClassArchived();

    const scale = change.gradingScale === undefined ? {} : await this.references.readScaleCopy(schoolClass, change.gradingScale);
    const changed = { ...applyPatch(schoolClass, { ...change, components: components && plainComponents(components) }), ...scale };
    if (components || change.gradingScale !== undefined) assertBonusesFit(changed.components, await this.references.scaleOf(changed));
    const move =
      changed.lecturerId === schoolClass.lecturerId ? {} : await this.references.readMove(schoolClass.lecturerId, changed.lecturerId);
    return this.save(actor, schoolClass, withComponentsVersion(schoolClass, changed), { action: 'class.changed', reason }, move);
  }

  /**
   * Makes a class read-only. Its students stay enrolled. Changes nothing if it is archived already.
   * @param check throws if the class, as read, must not be archived
   * @throws ClassNotFound, SourceChanged, and the errors of `check`
   */
  archive(actor: Actor, id: string, reason: string | undefined, check: (schoolClass: SchoolClass) => Promise<void>): Promise<SchoolClass> {
    return retryOnConflict(async () => {
      const schoolClass = await this.read(id);
      if (schoolClass.status === 'ARCHIVED') return schoolClass;
      const [from] = await Promise.all([this.references.readCurrentLecturer(schoolClass.lecturerId), check(schoolClass)]);
      return this.save(actor, schoolClass, { ...schoolClass, status: 'ARCHIVED' }, { action: 'class.archived', reason }, { from });
    });
  }

  /**
   * Reopens a class. Also copies name and code of the subject again, because archived classes keep the old ones.
   * @throws ClassNotFound, LecturerUnavailable, SourceChanged
   */
  unarchive(actor: Actor, id: string, reason: string): Promise<SchoolClass> {
    return retryOnConflict(async () => {
      const schoolClass = await this.read(id);
      if (schoolClass.status === 'ACTIVE') return schoolClass;
      const [to, subject] = await Promise.all([
        this.references.readCurrentLecturer(schoolClass.lecturerId),
        this.references.readSubject(schoolClass.subjectId),
      ]);
      const { code: subjectCode, name: subjectName, nameVersion: subjectNameVersion, repeatable } = subject;
      const copies = { subjectCode, subjectName, subjectNameVersion, repeatable };
      return this.save(actor, schoolClass, { ...schoolClass, ...copies, status: 'ACTIVE' }, { action: 'class.unarchived', reason }, { to });
    });
  }

  /** Deletes a class without students, also withdrawn ones, and its files. @throws ClassNotFound, ClassArchived, ClassHadStudents, SourceChanged */
  delete(actor: Actor, id: string): Promise<void> {
    return retryOnConflict(async () => {
      const schoolClass = await this.read(id);
      if (schoolClass.status === 'ARCHIVED') throw new ClassArchived();
      const { code, term, subjectId, lecturerId, room, capacity } = schoolClass;
      const lecturer = await this.references.readCurrentLecturer(lecturerId);
      const before = { code, term, subjectId, lecturerId, room, capacity };
      const audit = this.audit.entry(actor, { entity: classEntity(id), action: 'class.deleted', before });
      const job = deleteFilesJob({ prefix: classFilesPrefix(id) }, audit.at);
      await this.classes.delete(schoolClass, lecturer, { audit, jobs: [job] });
      await this.jobs.runNow(job);
    });
  }

  private async save(
    actor: Actor,
    before: SchoolClass,
    changed: SchoolClass,
    record: AuditedAction,
    move: LecturerMove,
  ): Promise<SchoolClass> {
    const differing = difference(withScaleVersion(before), withScaleVersion(changed), AUDITED_FIELDS);
    if (!differing) return before;
    const audit = this.audit.entry(actor, { entity: classEntity(before.id), ...record, ...differing });
    const after = {
      ...changed,
      ...(move.to && lecturerCopy(move.to)),
      lecturerSince: changed.lecturerId === before.lecturerId ? before.lecturerSince : audit.at,
      seatsFree: before.seatsFree + changed.capacity - before.capacity,
      // A new capacity is for everybody.
      extraSeats: changed.capacity === before.capacity ? before.extraSeats : undefined,
      version: before.version + 1,
      updatedAt: audit.at,
    };
    await this.classes.change(before, after, move, { audit });
    return after;
  }
}

/**
 * Increments `componentsVersion` if more than the names of components differs. The class then has no marks, or the write fails.
 * @throws GradingStarted if a component is published
 */
function withComponentsVersion(before: SchoolClass, changed: SchoolClass): SchoolClass {
  if (!difference(toGrading(before), toGrading(changed), ['parts', 'gradingScale', 'scaleVersion'])) return changed;
  if (Object.keys(before.publishedComponents).length > 0) throw new GradingStarted();
  return { ...changed, publications: undefined, componentsVersion: before.componentsVersion + 1, gradingStarted: false };
}

/** What results depend on. */
function toGrading(schoolClass: SchoolClass) {
  const { components, gradingScale } = schoolClass;
  return {
    parts: components.map(({ key, weight, bonus }) => ({ key, weight, bonus })),
    gradingScale,
    scaleVersion: scaleVersion(schoolClass),
  };
}

function withScaleVersion(schoolClass: SchoolClass) {
  return { ...schoolClass, scaleVersion: scaleVersion(schoolClass) };
}
