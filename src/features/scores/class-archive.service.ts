import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { ValidationFailed } from '../../core/errors/errors.js';
import { fieldError } from '../../core/errors/field-error.js';
import { ClassesService } from '../classes/classes.service.js';
import { enrolledCount, type SchoolClass } from '../classes/school-class.js';
import { EnrolmentsRepository } from '../enrolments/enrolments.repository.js';
import { findMissing } from './completeness.js';
import { ClassIncomplete } from './scores.errors.js';

export interface ArchiveOptions {
  /** Whether to archive the class even if marks are missing or not published. */
  readonly anyway?: boolean;
  readonly reason?: string;
}

/** Archives classes whose marks are complete and published. */
@Injectable()
export class ClassArchiveService {
  constructor(
    private readonly classes: ClassesService,
    private readonly enrolments: EnrolmentsRepository,
  ) {}

  /**
   * Makes a class read-only. Changes nothing if it is archived already. A mark that is cleared during the write is not noticed: an admin can unarchive
   * the class.
   * @throws ClassNotFound, SourceChanged; unless `anyway`, ClassIncomplete; ValidationFailed for `anyway` without a reason
   */
  archive(actor: Actor, id: string, { anyway = false, reason }: ArchiveOptions): Promise<SchoolClass> {
    if (anyway && reason === undefined) throw ValidationFailed.of(fieldError('reason', 'required.archive'));
    return this.classes.archive(actor, id, reason, async (schoolClass) => {
      if (!anyway) await this.assertComplete(schoolClass);
    });
  }

  private async assertComplete(schoolClass: SchoolClass): Promise<void> {
    if (enrolledCount(schoolClass) === 0) return;
    const missing = findMissing(schoolClass, await this.enrolments.gradebook(schoolClass.id));
    if (missing.length > 0) throw ClassIncomplete.of(missing);
  }
}
