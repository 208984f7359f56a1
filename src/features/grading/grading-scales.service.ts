import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { ValidationFailed } from '../../core/errors/errors.js';
import { fieldError } from '../../core/errors/field-error.js';
import type { ReadOptions } from '../../core/paging/page.js';
import { creationRecord, type IdempotencyRecord } from '../../http/idempotency/idempotency-record.js';
import type { EntityName } from '../audit/audit-entry.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { GradingScaleFixed, GradingScaleNotFound } from './grading-scales.errors.js';
import { GradingScalesRepository } from './grading-scales.repository.js';
import type { GradingScale } from './scale.js';
import { findScaleErrors, SCALE_KEY, type ScaleDefinition, toDecimals } from './scale-definition.js';
import { findShippedScale, GRADING_SCALES } from './scales.js';

/** Grading scales: those of the app, and those of the school. */
@Injectable()
export class GradingScalesService {
  constructor(
    private readonly scales: GradingScalesRepository,
    private readonly audit: AuditTrail,
  ) {}

  /** The newest version of each scale: those of the app first. */
  async list(): Promise<GradingScale[]> {
    return [...GRADING_SCALES, ...(await this.scales.list())];
  }

  /** @param version the newest one by default @throws GradingScaleNotFound */
  async read(key: string, version?: number, options?: ReadOptions): Promise<GradingScale> {
    const scale = version === undefined ? await this.findNewest(key, options) : await this.findVersion(key, version, options);
    if (!scale) throw new GradingScaleNotFound();
    return scale;
  }

  /** Reads the newest version of the scale that a body names as `gradingScale`. @throws ValidationFailed if there is none */
  async readNamed(key: string): Promise<GradingScale> {
    const scale = await this.findNewest(key, { consistent: true });
    if (!scale) throw ValidationFailed.of(fieldError('gradingScale', 'unknown_value.scale'));
    return scale;
  }

  /**
   * Stores a scale as the next version of its key. Returns the newest version if it has the same content already.
   * @throws ValidationFailed, GradingScaleFixed
   */
  create(actor: Actor, definition: ScaleDefinition, idempotency?: IdempotencyRecord): Promise<GradingScale> {
    const { key } = definition;
    const errors = findScaleErrors(definition);
    if (errors.length > 0) throw ValidationFailed.of(...errors);
    if (findShippedScale(key)) throw new GradingScaleFixed();
    return retryOnConflict(async () => {
      const newest = await this.scales.readNewest(key, { consistent: true });
      if (newest && isDeepStrictEqual({ ...definition, version: newest.version }, newest)) return newest;
      const scale = { ...definition, version: (newest?.version ?? 0) + 1 };
      const audit = this.audit.entry(actor, { entity: scaleEntity(key), action: 'scale.created', after: { ...toDecimals(scale) } });
      await this.scales.create(scale, { audit, idempotency: creationRecord(idempotency, toCreatedId(scale)) });
      return scale;
    });
  }

  /** Reads what an earlier request has created. @throws GradingScaleNotFound */
  readCreated(createdId: string): Promise<GradingScale> {
    const [key, version] = createdId.split('@') as [string, string];
    return this.read(key, Number(version), { consistent: true });
  }

  private async findNewest(key: string, options?: ReadOptions): Promise<GradingScale | undefined> {
    return findShippedScale(key) ?? (SCALE_KEY.test(key) ? this.scales.readNewest(key, options) : undefined);
  }

  private async findVersion(key: string, version: number, options?: ReadOptions): Promise<GradingScale | undefined> {
    const shipped = findShippedScale(key);
    if (shipped) return shipped.version === version ? shipped : undefined;
    // A database refuses a key that is too long.
    if (!SCALE_KEY.test(key)) return undefined;
    return this.scales.readVersion(key, version, options);
  }
}

/** A key has no `@`. */
function toCreatedId({ key, version }: Pick<GradingScale, 'key' | 'version'>): string {
  return `${key}@${version}`;
}

/** The name of a grading scale in the audit log. */
function scaleEntity(key: string): EntityName {
  return `scale:${key}`;
}
