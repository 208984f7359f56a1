import { Injectable } from '@nestjs/common';
import { StaleVersion } from '../../../core/errors/errors.js';
import type { ReadOptions } from '../../../core/paging/page.js';
import type { Effects } from '../../../effects/effects.js';
import type { GradingScalesRepository } from '../../../features/grading/grading-scales.repository.js';
import type { GradingScale } from '../../../features/grading/scale.js';
import { absent, Database } from '../driver/database.js';
import { expression } from '../driver/expression.js';
import { commit } from '../ledger/effects.js';
import { keys, SCALES } from '../schema/keys.js';
import { fromScaleItem, toScaleAttributes } from '../schema/scale-item.js';

/** Every version of a scale, and beside them the newest version of each, so that a list reads one partition. */
@Injectable()
export class DynamoGradingScalesRepository implements GradingScalesRepository {
  constructor(private readonly database: Database) {}

  async create(scale: GradingScale, effects: Effects): Promise<void> {
    const { key, version } = scale;
    const attributes = toScaleAttributes(scale);
    const follows = version === 1 ? absent('ledger') : expression`#version = ${version - 1}`;
    const actions = [
      this.database.put('ledger', { ...keys.scale(key), ...attributes }, () => new StaleVersion(), follows),
      this.database.put('ledger', { ...keys.scaleVersion(key, version), ...attributes }),
    ];
    await commit(this.database, actions, effects);
  }

  async readNewest(key: string, options?: ReadOptions): Promise<GradingScale | undefined> {
    const item = await this.database.get('ledger', keys.scale(key), options);
    return item && fromScaleItem(item);
  }

  async readVersion(key: string, version: number, options?: ReadOptions): Promise<GradingScale | undefined> {
    const item = await this.database.get('ledger', keys.scaleVersion(key, version), options);
    return item && fromScaleItem(item);
  }

  async list(): Promise<GradingScale[]> {
    return (await this.database.all('ledger', { partition: SCALES })).map(fromScaleItem);
  }
}
