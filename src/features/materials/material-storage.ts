import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/time/clock.js';
import { Page, type PageRequest } from '../../core/paging/page.js';
import { timeOrderedId } from '../../core/time/time-ordered-id.js';
import { ObjectStorage, type UploadForm } from '../../adapters/storage/object-storage.js';
import { JobsRepository } from '../../jobs/jobs.repository.js';
import { classFilesPrefix } from '../classes/school-class.js';
import { materialKey, materialPrefix, toMaterial, type Material, type MaterialFile } from './material.js';

/** A form for a file, and the id that the file has once it is uploaded. */
export interface MaterialOffer extends UploadForm {
  readonly id: string;
}

/** A file, with a link to save it. */
export interface LinkedMaterial extends Material {
  readonly url: string;
}

/** The files of classes as they lie in the storage. What was deleted lies there no more for anybody, even while it is only noted as garbage. */
@Injectable()
export class MaterialStorage {
  constructor(
    private readonly storage: ObjectStorage,
    private readonly jobs: JobsRepository,
    private readonly clock: Clock,
  ) {}

  /** By when they were offered. A page with deleted files may be short. */
  async list(classId: string, page: PageRequest): Promise<Page<Material>> {
    const [deleted, objects] = await Promise.all([
      this.jobs.pending('PURGE', classFilesPrefix(classId)),
      this.storage.list(classFilesPrefix(classId), page),
    ]);
    const isDeleted = (key: string) => deleted.some((job) => key.startsWith(job.key));
    const materials = objects.items.filter(({ key }) => !isDeleted(key)).flatMap((object) => toMaterial(object) ?? []);
    return new Page(materials, objects.next);
  }

  async find(classId: string, id: string): Promise<Material | undefined> {
    const prefix = materialPrefix(classId, id);
    const [deleted, { items }] = await Promise.all([this.jobs.pending('PURGE', prefix), this.storage.list(prefix, { limit: 1 })]);
    return deleted.length === 0 && items[0] ? toMaterial(items[0]) : undefined;
  }

  async offer(classId: string, { name, contentType, size }: MaterialFile): Promise<MaterialOffer> {
    const id = timeOrderedId(this.clock.now());
    return { id, ...(await this.storage.offer(materialKey(classId, id, name), { contentType, size })) };
  }

  async linked(material: Material): Promise<LinkedMaterial> {
    return { ...material, url: await this.storage.link(material.key, material.name) };
  }
}
