import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { StaleVersion, UnknownReference } from '../../core/errors/errors.js';
import { applyPatch } from '../../core/objects/patch.js';
import type { ReadOptions } from '../../core/paging/page.js';
import { creationRecord, type IdempotencyRecord } from '../../http/idempotency/idempotency-record.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { StudentNotFound } from '../enrolments/enrolments.errors.js';
import { fromDecimal } from '../grading/mark.js';
import { SubjectsRepository } from '../subjects/subjects.repository.js';
import { type User, userEntity } from '../users/user.js';
import { Anonymised } from '../users/users.errors.js';
import { UsersRepository } from '../users/users.repository.js';
import { auditedFacts, auditedResult } from './audited-result.js';
import { type ExternalResult, findFreePlace, inOrderOfEntry, TRANSFER } from './external-result.js';
import type { ChangeExternalResultDto, CreateExternalResultDto } from './external-results.dto.js';
import { ExternalResultNotFound, TooManyExternalResults } from './external-results.errors.js';
import { ExternalResultsRepository } from './external-results.repository.js';

type Key = Pick<ExternalResult, 'studentId' | 'id'>;

const CONSISTENT = { consistent: true };

/** Credits that students earned at other institutions. Only admins see and change them here; a transcript shows them to the student. */
@Injectable()
export class ExternalResultsService {
  constructor(
    private readonly results: ExternalResultsRepository,
    private readonly users: UsersRepository,
    private readonly subjects: SubjectsRepository,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws StudentNotFound */
  async list(studentId: string): Promise<ExternalResult[]> {
    const [student, results] = await Promise.all([this.users.read(studentId), this.results.allOfStudent(studentId)]);
    // A graduate with another role keeps the results.
    if (!student || (student.role !== 'STUDENT' && results.length === 0)) throw new StudentNotFound();
    return inOrderOfEntry(results);
  }

  /** @throws ExternalResultNotFound */
  async read(studentId: string, id: string, options?: ReadOptions): Promise<ExternalResult> {
    const result = (await this.results.allOfStudent(studentId, options)).find((each) => each.id === id);
    if (!result) throw new ExternalResultNotFound();
    return result;
  }

  /** @throws StudentNotFound, StudentChanged, Anonymised, TooManyExternalResults, UnknownReference, KeyInUse */
  create(
    actor: Actor,
    studentId: string,
    { reason, credits, ...input }: CreateExternalResultDto,
    idempotency?: IdempotencyRecord,
  ): Promise<ExternalResult> {
    return retryOnConflict(async () => {
      const [student, results] = await Promise.all([
        this.users.read(studentId, CONSISTENT),
        this.results.allOfStudent(studentId, CONSISTENT),
        this.assertSubject(input.subjectId),
      ]);
      if (student?.role !== 'STUDENT') throw new StudentNotFound();
      assertNotAnonymised(student);
      const place = findFreePlace(results);
      if (place === undefined) throw new TooManyExternalResults();

      const id = randomUUID();
      const attributes = { ...input, id, credits: fromDecimal(credits), notation: TRANSFER } as const;
      const after = auditedResult(attributes);
      const audit = this.audit.entry(actor, { entity: userEntity(studentId), action: 'external_result.created', after, reason });
      const result: ExternalResult = { ...attributes, studentId, place, version: 1, createdAt: audit.at, updatedAt: audit.at };
      await this.results.create(result, student, { audit, idempotency: creationRecord(idempotency, id) });
      return result;
    });
  }

  /** @throws ExternalResultNotFound, StaleVersion, StudentChanged, Anonymised, UnknownReference */
  async change(
    actor: Actor,
    key: Key,
    expectedVersion: number,
    { reason, credits, ...input }: ChangeExternalResultDto,
  ): Promise<ExternalResult> {
    const [{ student, result }] = await Promise.all([this.load(key), this.assertSubject(input.subjectId ?? undefined)]);
    if (result.version !== expectedVersion) throw new StaleVersion();
    assertNotAnonymised(student);
    const changed = applyPatch(result, { ...input, credits: credits === undefined ? undefined : fromDecimal(credits) });
    const facts = auditedFacts(result, changed);
    if (!facts) return result;

    const audit = this.audit.entry(actor, { entity: userEntity(key.studentId), action: 'external_result.changed', ...facts, reason });
    const after = { ...changed, version: result.version + 1, updatedAt: audit.at };
    await this.results.change(result, after, student, { audit });
    return after;
  }

  /** @throws ExternalResultNotFound, StudentChanged, Anonymised */
  delete(actor: Actor, key: Key, reason: string): Promise<void> {
    return retryOnConflict(async () => {
      const { student, result } = await this.load(key);
      assertNotAnonymised(student);
      const before = auditedResult(result);
      const audit = this.audit.entry(actor, { entity: userEntity(key.studentId), action: 'external_result.deleted', before, reason });
      await this.results.delete(result, student, { audit });
    });
  }

  private async load({ studentId, id }: Key): Promise<{ student: User; result: ExternalResult }> {
    const [student, result] = await Promise.all([this.users.read(studentId, CONSISTENT), this.read(studentId, id, CONSISTENT)]);
    if (!student) throw new ExternalResultNotFound();
    return { student, result };
  }

  private async assertSubject(id: string | undefined): Promise<void> {
    if (id !== undefined && !(await this.subjects.read(id, CONSISTENT))) throw UnknownReference.to('subjectId', 'subject');
  }
}

function assertNotAnonymised({ anonymised }: User): void {
  if (anonymised) throw new Anonymised();
}
