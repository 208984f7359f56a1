import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { UnknownReference, ValidationFailed } from '../../core/errors/errors.js';
import { fieldError } from '../../core/errors/field-error.js';
import { creationRecord, type IdempotencyRecord } from '../../http/idempotency/idempotency-record.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { fromDecimal } from '../grading/mark.js';
import { FIRST_GPA_RULE, type GpaRule, MAX_GPA_RULES } from '../grading/gpa-rule.js';
import { GradingScaleNotFound } from '../grading/grading-scales.errors.js';
import { GradingScalesService } from '../grading/grading-scales.service.js';
import type { GradingScale } from '../grading/scale.js';
import { isTermCode, type Term, termEntity } from '../terms/term.js';
import { TermsRepository } from '../terms/terms.repository.js';
import type { AddGpaRuleDto, ProposedGpaRuleDto } from './gpa-rules.dto.js';
import { TooManyGpaRules } from './gpa-rules.errors.js';
import { GpaRulesRepository } from './gpa-rules.repository.js';

/** What a rule is made of. */
interface Sources {
  readonly term: Term;
  /** Of a mean. */
  readonly scale?: GradingScale;
}

/** The rules for the GPA. */
@Injectable()
export class GpaRulesService {
  constructor(
    private readonly rules: GpaRulesRepository,
    private readonly terms: TermsRepository,
    private readonly scales: GradingScalesService,
    private readonly audit: AuditTrail,
  ) {}

  async list(): Promise<GpaRule[]> {
    return [FIRST_GPA_RULE, ...(await this.rules.list())];
  }

  /** @throws Error if no rule has the version: rules are never removed */
  async read(version: number): Promise<GpaRule> {
    const rule = (await this.rules.list({ consistent: true })).find((each) => each.version === version);
    if (!rule) throw new Error(`There is no rule ${version} for the GPA.`);
    return rule;
  }

  /** @throws UnknownReference, TooManyGpaRules, KeyInUse; ValidationFailed for a scale or a maximum that does not fit the kind */
  add(actor: Actor, { reason, ...input }: AddGpaRuleDto, idempotency?: IdempotencyRecord): Promise<GpaRule> {
    return retryOnConflict(async () => {
      const [rules, sources] = await Promise.all([this.rules.list({ consistent: true }), this.readSources(input)]);
      if (rules.length + 1 >= MAX_GPA_RULES) throw new TooManyGpaRules();
      const rule = toRule(input, sources, rules);
      const after = { ...input, version: rule.version };
      const audit = this.audit.entry(actor, { entity: termEntity(input.fromTerm), action: 'gpa_rule.added', after, reason });
      await this.rules.add(rule, { audit, idempotency: creationRecord(idempotency, String(rule.version)) });
      return rule;
    });
  }

  /** The next version as a rule that is not stored. @throws UnknownReference, ValidationFailed */
  async propose(input: ProposedGpaRuleDto): Promise<{ rules: GpaRule[]; proposed: GpaRule }> {
    const [rules, sources] = await Promise.all([this.rules.list(), this.readSources(input)]);
    return { rules, proposed: toRule(input, sources, rules) };
  }

  private async readSources(input: ProposedGpaRuleDto): Promise<Sources> {
    assertFitsKind(input);
    const [term, scale] = await Promise.all([
      this.findTerm(input.fromTerm),
      input.scale === undefined ? undefined : this.readScale(input.scale),
    ]);
    if (!term) throw UnknownReference.to('fromTerm', 'term');
    return { term, scale };
  }

  private async findTerm(code: string): Promise<Term | undefined> {
    return isTermCode(code) ? this.terms.read(code, { consistent: true }) : undefined;
  }

  private async readScale(key: string): Promise<GradingScale> {
    const scale = await this.findScale(key);
    if (!scale) throw ValidationFailed.of(fieldError('scale', 'unknown_value.scale'));
    if (!scale.inGpa) throw ValidationFailed.of(fieldError('scale', 'unknown_value.scale_in_gpa'));
    return scale;
  }

  private async findScale(key: string): Promise<GradingScale | undefined> {
    try {
      return await this.scales.read(key, undefined, { consistent: true });
    } catch (error) {
      if (error instanceof GradingScaleNotFound) return undefined;
      throw error;
    }
  }
}

function assertFitsKind({ kind, scale, maximum }: ProposedGpaRuleDto): void {
  switch (kind) {
    case 'points':
      if (scale !== undefined) throw ValidationFailed.of(fieldError('scale', 'not_of_kind'));
      return;
    case 'mean':
      if (scale === undefined) throw ValidationFailed.of(fieldError('scale', 'required'));
      if (maximum !== undefined) throw ValidationFailed.of(fieldError('maximum', 'not_of_kind'));
  }
}

function toRule(input: ProposedGpaRuleDto, { term, scale }: Sources, rules: readonly GpaRule[]) {
  const { fromTerm, kind, attempts, places, maximum } = input;
  const version = Math.max(FIRST_GPA_RULE.version, ...rules.map((rule) => rule.version)) + 1;
  const common = { version, fromTerm, fromDate: term.startDate, kind, attempts, places };
  if (scale) return { ...common, scale: scale.key, range: { best: scale.best, worst: scale.worst, rounding: scale.rounding } };
  return { ...common, maximum: maximum === undefined ? FIRST_GPA_RULE.maximum! : fromDecimal(maximum) };
}
