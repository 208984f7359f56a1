import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { StaleVersion, ValidationFailed } from '../../core/errors/errors.js';
import { fieldError } from '../../core/errors/field-error.js';
import { applyPatch, type Patch } from '../../core/objects/patch.js';
import type { Page, PageRequest, ReadOptions } from '../../core/paging/page.js';
import { creationRecord, type IdempotencyRecord } from '../../http/idempotency/idempotency-record.js';
import { JobRunner } from '../../jobs/job-runner.js';
import { type AuditedAction, difference } from '../audit/audit-entry.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { assertBonusesFit } from '../grading/bonus.js';
import { plainComponents } from '../grading/component.js';
import { GradingScalesService } from '../grading/grading-scales.service.js';
import { renameJob } from '../users/rename.job.js';
import { type Subject, subjectEntity, type SubjectStatus } from './subject.js';
import type { ChangeSubjectDto, CreateSubjectDto } from './subjects.dto.js';
import { SubjectNotFound } from './subjects.errors.js';
import { SubjectsRepository } from './subjects.repository.js';

const AUDITED_FIELDS = [
  'code',
  'name',
  'credits',
  'description',
  'department',
  'components',
  'gradingScale',
  'repeatable',
  'status',
] as const;

/** What classes copy. */
const COPIED_FIELDS = ['code', 'name', 'repeatable'] as const;

@Injectable()
export class SubjectsService {
  constructor(
    private readonly subjects: SubjectsRepository,
    private readonly scales: GradingScalesService,
    private readonly jobs: JobRunner,
    private readonly audit: AuditTrail,
  ) {}

  list(page: PageRequest): Promise<Page<Subject>> {
    return this.subjects.list(page);
  }

  /** @throws SubjectNotFound */
  async read(id: string, options?: ReadOptions): Promise<Subject> {
    const subject = await this.subjects.read(id, options);
    if (!subject) throw new SubjectNotFound();
    return subject;
  }

  /** @throws SubjectCodeTaken; ValidationFailed for an unknown grading scale, or a bonus that it does not allow */
  async create(actor: Actor, input: CreateSubjectDto, idempotency?: IdempotencyRecord): Promise<Subject> {
    assertBonusesFit(input.components, await this.scales.readNamed(input.gradingScale));
    const id = randomUUID();
    const attributes = { ...input, components: plainComponents(input.components) };
    const audit = this.audit.entry(actor, { entity: subjectEntity(id), action: 'subject.created', after: attributes });
    const subject: Subject = {
      ...attributes,
      id,
      status: 'ACTIVE',
      version: 1,
      nameVersion: 1,
      createdAt: audit.at,
      updatedAt: audit.at,
    };
    await this.subjects.create(subject, { audit, idempotency: creationRecord(idempotency, id) });
    return subject;
  }

  /** @throws SubjectNotFound, StaleVersion, SubjectCodeTaken; ValidationFailed for an unknown grading scale, a bonus that it does not allow, or a new code without a reason after marks were entered */
  async change(actor: Actor, id: string, expectedVersion: number, { reason, components, ...change }: ChangeSubjectDto): Promise<Subject> {
    const subject = await this.read(id, { consistent: true });
    if (subject.version !== expectedVersion) throw new StaleVersion();
    if (change.gradingScale !== undefined || components) {
      const scale = await this.scales.readNamed(change.gradingScale ?? subject.gradingScale);
      assertBonusesFit(components ?? subject.components, scale);
    }
    const isRecoded = (change.code ?? subject.code) !== subject.code;
    if (isRecoded && reason === undefined && (await this.subjects.hasMarks(id))) throw reasonRequired();
    const patch = { ...change, components: components && plainComponents(components) };
    return this.save(actor, subject, patch, { action: 'subject.changed', reason });
  }

  /** Prevents new classes of a subject. Existing classes continue. @throws SubjectNotFound */
  retire(actor: Actor, id: string, reason?: string): Promise<Subject> {
    return this.setStatus(actor, id, 'RETIRED', { action: 'subject.retired', reason });
  }

  /** @throws SubjectNotFound */
  reinstate(actor: Actor, id: string, reason: string): Promise<Subject> {
    return this.setStatus(actor, id, 'ACTIVE', { action: 'subject.reinstated', reason });
  }

  private setStatus(actor: Actor, id: string, status: SubjectStatus, record: AuditedAction): Promise<Subject> {
    return retryOnConflict(async () => this.save(actor, await this.read(id, { consistent: true }), { status }, record));
  }

  private async save(actor: Actor, subject: Subject, change: Patch<Subject>, record: AuditedAction): Promise<Subject> {
    const changed = applyPatch(subject, change);
    const differing = difference(subject, changed, AUDITED_FIELDS);
    if (!differing) return subject;

    const isCopied = difference(subject, changed, COPIED_FIELDS) !== undefined;
    const audit = this.audit.entry(actor, { entity: subjectEntity(subject.id), ...record, ...differing });
    const nameVersion = subject.nameVersion + (isCopied ? 1 : 0);
    const after = { ...changed, version: subject.version + 1, nameVersion, updatedAt: audit.at };
    const jobs = isCopied ? [renameJob('subject', after)] : [];
    await this.subjects.change(subject, after, { audit, jobs });
    for (const job of jobs) await this.jobs.runNow(job);
    return after;
  }
}

function reasonRequired(): ValidationFailed {
  return ValidationFailed.of(fieldError('reason', 'required.marks_of_subject'));
}
