import { Injectable } from '@nestjs/common';
import { deleteFilesJob } from '../../adapters/storage/delete-files.job.js';
import type { Upload } from '../../adapters/storage/upload.js';
import { type UploadOffer, Uploads } from '../../adapters/storage/uploads.service.js';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { Page, type PageRequest } from '../../core/paging/page.js';
import { JobRunner } from '../../jobs/job-runner.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { assertMayRunActive } from '../classes/classes.policy.js';
import { classEntity } from '../classes/school-class.js';
import { VisibleClassesService } from '../enrolments/visible-classes.service.js';
import { MaterialStorage, type MaterialWithUrl } from './material-storage.js';
import { type MaterialFile, materialKey, materialName, materialPrefix } from './material.js';
import { MaterialNotFound, MaterialUnsuitable } from './materials.errors.js';
import { MaterialsRepository } from './materials.repository.js';

/** The files of classes. Admins and lecturers upload and delete them, students download them. */
@Injectable()
export class MaterialsService {
  constructor(
    private readonly classes: VisibleClassesService,
    private readonly materials: MaterialsRepository,
    private readonly files: MaterialStorage,
    private readonly uploads: Uploads,
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

  /** Creates a form for an upload. @throws NotAuthenticated, ClassNotFound, ClassArchived, TooManyUploads */
  async offer(actor: Actor, classId: string, { name, ...terms }: MaterialFile): Promise<UploadOffer> {
    await this.assertMayChange(actor, classId);
    return this.uploads.offer(actor, terms, (id) => materialKey(classId, id, name));
  }

  /** Adds an upload of the actor to the class. Changes nothing if the class has it. @throws ClassNotFound, ClassArchived, MaterialNotFound, MaterialUnsuitable */
  add(actor: Actor, classId: string, id: string): Promise<MaterialWithUrl> {
    return retryOnConflict(async () => {
      await this.assertMayChange(actor, classId);
      const adopts = await this.uploads.find(actor.id, ({ target }) => target.startsWith(materialPrefix(classId, id)));
      if (adopts) await this.adopt(actor, classId, adopts);
      return this.files.withUrl(await this.files.read(classId, id));
    });
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

  /** Checks the copy, because the form can still replace the upload. */
  private async adopt(actor: Actor, classId: string, adopts: Upload): Promise<void> {
    const copy = await this.uploads.copy(adopts, 1);
    if (!copy) throw new MaterialNotFound();
    if (copy.size !== adopts.size) throw new MaterialUnsuitable();
    const after = { id: adopts.id, name: materialName(adopts.target), size: copy.size };
    const audit = this.audit.entry(actor, { entity: classEntity(classId), action: 'material.added', after });
    await this.materials.add(classId, { audit, adopts });
  }

  private async assertMayChange(actor: Actor, classId: string): Promise<void> {
    assertMayRunActive(actor, await this.classes.read(actor, classId, { consistent: true }));
  }
}
