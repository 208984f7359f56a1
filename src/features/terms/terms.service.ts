import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { StaleVersion, ValidationFailed } from '../../core/errors/errors.js';
import { fieldError } from '../../core/errors/field-error.js';
import { applyPatch } from '../../core/objects/patch.js';
import type { Page, PageRequest, ReadOptions } from '../../core/paging/page.js';
import { creationRecord, type IdempotencyRecord } from '../../http/idempotency/idempotency-record.js';
import { difference } from '../audit/audit-entry.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { isTermCode, type Term, termEntity } from './term.js';
import type { ChangeTermDto, CreateTermDto } from './terms.dto.js';
import { TermNotFound } from './terms.errors.js';
import { TermsRepository } from './terms.repository.js';

const AUDITED_FIELDS = ['code', 'title', 'startDate', 'endDate', 'dropDeadline', 'withdrawDeadline'] as const;

@Injectable()
export class TermsService {
  constructor(
    private readonly terms: TermsRepository,
    private readonly audit: AuditTrail,
  ) {}

  list(page: PageRequest): Promise<Page<Term>> {
    return this.terms.list(page);
  }

  /** @throws TermNotFound */
  async read(code: string, options?: ReadOptions): Promise<Term> {
    const term = isTermCode(code) ? await this.terms.read(code, options) : undefined;
    if (!term) throw new TermNotFound();
    return term;
  }

  /** @throws ValidationFailed, TermCodeTaken */
  async create(actor: Actor, input: CreateTermDto, idempotency?: IdempotencyRecord): Promise<Term> {
    const term = { ...input, version: 1 };
    assertDatesFit(term);
    await this.terms.create(term, {
      audit: this.audit.entry(actor, { entity: termEntity(term.code), action: 'term.created', after: { ...input } }),
      idempotency: creationRecord(idempotency, term.code),
    });
    return term;
  }

  /** The audit entry belongs to the new code, and names the old one. @throws TermNotFound, StaleVersion, ValidationFailed, TermCodeTaken, TermInUse */
  async change(actor: Actor, code: string, expectedVersion: number, change: ChangeTermDto): Promise<Term> {
    const term = await this.read(code, { consistent: true });
    if (term.version !== expectedVersion) throw new StaleVersion();
    const changed = { ...applyPatch(term, change), version: term.version + 1 };
    assertDatesFit(changed);
    const differing = difference<Term>(term, changed, AUDITED_FIELDS);
    if (!differing) return term;
    await this.terms.change(term, changed, {
      audit: this.audit.entry(actor, { entity: termEntity(changed.code), action: 'term.changed', ...differing }),
    });
    return changed;
  }

  /** @throws TermNotFound, TermInUse */
  delete(actor: Actor, code: string): Promise<void> {
    return retryOnConflict(async () => {
      const term = await this.read(code, { consistent: true });
      const { version: _version, ...before } = term;
      await this.terms.delete(term, { audit: this.audit.entry(actor, { entity: termEntity(code), action: 'term.deleted', before }) });
    });
  }
}

type TermDates = Pick<Term, 'startDate' | 'endDate' | 'dropDeadline' | 'withdrawDeadline'>;

/** @throws ValidationFailed */
function assertDatesFit(term: TermDates): void {
  const { startDate, endDate, dropDeadline, withdrawDeadline } = term;
  if (startDate >= endDate) throw ValidationFailed.of(fieldError('endDate', 'not_after_start'));
  const outside = (['dropDeadline', 'withdrawDeadline'] as const).filter((field) => !isWithin(term[field], term));
  if (outside.length > 0) throw ValidationFailed.of(...outside.flatMap((field) => fieldError(field, 'not_within_term')));
  if (dropDeadline !== undefined && withdrawDeadline !== undefined && withdrawDeadline < dropDeadline) {
    throw ValidationFailed.of(fieldError('withdrawDeadline', 'before_drop_deadline'));
  }
}

/** Whether the day, if there is one, is a day of the term. */
function isWithin(day: string | undefined, { startDate, endDate }: TermDates): boolean {
  return day === undefined || (startDate <= day && day <= endDate);
}
