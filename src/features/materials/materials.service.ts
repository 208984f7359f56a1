import { Injectable } from '@nestjs/common';
import { deleteFilesJob } from '../../adapters/storage/delete-files.job.js';
import type { Actor } from '../../auth/actor.js';
import { Page, type PageRequest } from '../../core/paging/page.js';
import { JobRunner } from '../../jobs/job-runner.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { assertMayRunActive } from '../classes/classes.policy.js';
import { classEntity } from '../classes/school-class.js';
import { VisibleClassesService } from '../enrolments/visible-classes.service.js';
import { type MaterialOffer, MaterialStorage, type MaterialWithUrl } from './material-storage.js';
import { type MaterialFile, materialPrefix } from './material.js';
import { MaterialsRepository } from './materials.repository.js';

/** The files of classes. Admins and lecturers upload and delete them, students download them. */
@Injectable()
export class MaterialsService {
  constructor(
    private readonly classes: VisibleClassesService,
    private readonly materials: MaterialsRepository,
    private readonly files: MaterialStorage,
    private readonly jobs: JobRunner,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws ClassNotFound */
  async list(actor: Actor, classId: string, page: PageRequest): Promise<Page<MaterialWithUrl>> {
    await this.classes.read(actor, classId);
    const materials = await this.files.list(classId, page);
    return new Page(await Promise.all(materials.items.map((material) => this.files.withUrl(material))), materials.next);
  }

  /** @throws ClassNotFound, MaterialNotFound */
  async read(actor: Actor, classId: string, id: string): Promise<MaterialWithUrl> {
    await this.classes.read(actor, classId);
    return this.files.withUrl(await this.files.read(classId, id));
  }

  /** Creates a form for an upload. The class has the file as soon as it is uploaded. @throws ClassNotFound, ClassArchived */
  async offer(actor: Actor, classId: string, file: MaterialFile): Promise<MaterialOffer> {
    await this.assertMayChange(actor, classId);
    const offer = await this.files.offer(classId, file);
    const after = { id: offer.id, name: file.name, size: file.size };
    await this.materials.offer(classId, {
      audit: this.audit.entry(actor, { entity: classEntity(classId), action: 'material.offered', after }),
    });
    return offer;
  }

  /** @throws ClassNotFound, ClassArchived, MaterialNotFound */
  async delete(actor: Actor, classId: string, materialId: string): Promise<void> {
    await this.assertMayChange(actor, classId);
    const { id, name, size } = await this.files.read(classId, materialId);
    const before = { id, name, size };
    const audit = this.audit.entry(actor, { entity: classEntity(classId), action: 'material.deleted', before });
    const deletion = deleteFilesJob({ prefix: materialPrefix(classId, id) }, audit.at);
    await this.materials.delete(classId, deletion, { audit });
    await this.jobs.runNow(deletion);
  }

  private async assertMayChange(actor: Actor, classId: string): Promise<void> {
    assertMayRunActive(actor, await this.classes.read(actor, classId, { consistent: true }));
  }
}
