import { Injectable } from '@nestjs/common';
import { ObjectStorage } from '../../adapters/storage/object-storage.js';
import { Page, type PageRequest } from '../../core/paging/page.js';
import { JobsRepository } from '../../jobs/jobs.repository.js';
import { classFilesPrefix } from '../classes/school-class.js';
import { type Material, materialPrefix, toMaterial } from './material.js';
import { MaterialNotFound } from './materials.errors.js';

/** Browsers save every file and interpret none. */
const CONTENT_TYPE = 'application/octet-stream';

/** A file with a download link. */
export interface MaterialWithUrl extends Material {
  readonly url: string;
}

/** The files of classes in the object storage. A file with a pending deletion job is not shown: it is deleted, or not adopted yet. */
@Injectable()
export class MaterialStorage {
  constructor(
    private readonly storage: ObjectStorage,
    private readonly jobs: JobsRepository,
  ) {}

  /** Lists files, oldest first. Leaves deleted files out, so a page may be short. */
  async list(classId: string, page: PageRequest): Promise<Page<Material>> {
    const [deleted, objects] = await Promise.all([
      this.jobs.pending('PURGE', classFilesPrefix(classId)),
      this.storage.list(classFilesPrefix(classId), page),
    ]);
    const isDeleted = (key: string) => deleted.some((job) => key.startsWith(job.key));
    const materials = objects.items.filter(({ key }) => !isDeleted(key)).flatMap((object) => toMaterial(object) ?? []);
    return new Page(materials, objects.next);
  }

  /** @throws MaterialNotFound */
  async read(classId: string, id: string): Promise<Material> {
    const prefix = materialPrefix(classId, id);
    const [deleted, { items }] = await Promise.all([this.jobs.pending('PURGE', prefix), this.storage.list(prefix, { limit: 1 })]);
    const material = deleted.length === 0 && items[0] && toMaterial(items[0]);
    if (!material) throw new MaterialNotFound();
    return material;
  }

  async withUrl(material: Material): Promise<MaterialWithUrl> {
    return { ...material, url: await this.storage.link(material.key, { saveAs: material.name, contentType: CONTENT_TYPE }) };
  }
}
