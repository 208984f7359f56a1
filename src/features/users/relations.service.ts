import { Injectable } from '@nestjs/common';
import { detail } from '../../core/errors/domain-error.js';
import { Unavailable } from '../../core/errors/errors.js';
import { type Relation, RelationsRepository } from './relations.repository.js';
import type { User } from './user.js';
import { OpenRelations } from './users.errors.js';

type Related = Pick<User, 'id' | 'openRelations'>;

/** Decides what is still open for a person. An enrolment in an archived class is closed, although `openRelations` counts it. */
@Injectable()
export class RelationsService {
  constructor(private readonly relations: RelationsRepository) {}

  /** The active classes that a person is enrolled in or leads. */
  async listOpen({ id, openRelations }: Related): Promise<Relation[]> {
    if (openRelations === 0) return [];
    return (await this.relations.allOf(id)).filter(({ isArchived }) => !isArchived);
  }

  /** Requires that every relation is an enrolment in an archived class. @throws OpenRelations; Unavailable if the relations have just changed */
  async assertClosed({ id, openRelations }: Related): Promise<void> {
    if (openRelations === 0) return;
    const all = await this.relations.allOf(id);
    if (all.some(({ isArchived }) => !isArchived)) throw new OpenRelations();
    // The relations come from indexes, which may lag behind the count.
    if (all.filter(({ kind }) => kind === 'ENROLLED').length !== openRelations) throw new Unavailable(detail('unavailable.relations'));
  }
}
