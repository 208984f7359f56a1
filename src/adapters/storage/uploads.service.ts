import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { Clock } from '../../core/time/clock.js';
import { timeOrderedId } from '../../core/time/time-ordered-id.js';
import { type ObjectContent, ObjectStorage, type UploadForm, type UploadTerms } from './object-storage.js';
import { MAX_OPEN_UPLOADS, stagingKey, type Upload, uploadExpiry } from './upload.js';
import { TooManyUploads } from './uploads.errors.js';
import { UploadsRepository } from './uploads.repository.js';

/** The id of an upload, its staging key, and the form that writes it. */
export interface UploadOffer extends UploadForm {
  readonly id: string;
  readonly key: string;
}

/**
 * Receives files in two steps. A form writes only a staging key. The feature then copies the file once, checks the copy, and adopts it in the
 * transaction of its change. So a form that is used again changes nothing that the school shows.
 */
@Injectable()
export class Uploads {
  constructor(
    private readonly uploads: UploadsRepository,
    private readonly storage: ObjectStorage,
    private readonly clock: Clock,
  ) {}

  /** Opens an upload. @param targetOf makes the final key from the id @throws NotAuthenticated, TooManyUploads */
  async offer(actor: Actor, terms: UploadTerms, targetOf: (id: string) => string): Promise<UploadOffer> {
    const { id } = await retryOnConflict(() => this.open(actor, terms, targetOf));
    const key = stagingKey({ userId: actor.id, id });
    return { id, key, ...(await this.storage.offer(key, terms)) };
  }

  /** Finds an open upload of a person. */
  async find(userId: string, isWanted: (upload: Upload) => boolean): Promise<Upload | undefined> {
    return (await this.uploads.list(userId, this.clock.timestamp())).find(isWanted);
  }

  /** Copies the file of an upload to its final key, if no earlier call did. Returns the copy; undefined if no file was uploaded. */
  async copy(upload: Upload, bytes: number): Promise<ObjectContent | undefined> {
    await this.storage.copyOnce(stagingKey(upload), upload.target);
    return this.storage.inspect(upload.target, bytes);
  }

  private async open(actor: Actor, { size }: UploadTerms, targetOf: (id: string) => string): Promise<Upload> {
    const now = this.clock.now();
    const taken = new Set((await this.uploads.list(actor.id, now.toISOString())).map(({ place }) => place));
    const free = Array.from({ length: MAX_OPEN_UPLOADS }, (_, place) => place).filter((place) => !taken.has(place));
    // A random place, so that concurrent requests seldom choose the same.
    const place = free[Math.floor(Math.random() * free.length)];
    if (place === undefined) throw new TooManyUploads();
    const id = timeOrderedId(now);
    const upload = { id, userId: actor.id, place, target: targetOf(id), size, expiresAt: uploadExpiry(now) };
    await this.uploads.open(upload, actor, now.toISOString());
    return upload;
  }
}
