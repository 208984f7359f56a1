import { Injectable } from '@nestjs/common';
import { ObjectStorage, type UploadTerms } from '../../adapters/storage/object-storage.js';
import { stagingKey, type Upload } from '../../adapters/storage/upload.js';
import { type UploadOffer, Uploads } from '../../adapters/storage/uploads.service.js';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { UnknownReference } from '../../core/errors/errors.js';
import { Page } from '../../core/paging/page.js';
import { Clock } from '../../core/time/clock.js';
import { avatarKeyOf, mayBecomeAvatar, withAvatar } from './avatar.js';
import { IMAGE_BEGINNING, isImage } from './image.js';
import { ProfileService } from './profile.service.js';
import { UserWriter } from './user-writer.service.js';
import type { User } from './user.js';
import { AvatarUnsuitable } from './users.errors.js';

/** A user, with a link to their avatar if they have one. */
export interface UserWithAvatarUrl extends User {
  readonly avatarUrl?: string;
}

/** The avatars of users. A picture is first uploaded to the storage, and then set as the avatar. */
@Injectable()
export class AvatarsService {
  constructor(
    private readonly profile: ProfileService,
    private readonly writer: UserWriter,
    private readonly uploads: Uploads,
    private readonly storage: ObjectStorage,
    private readonly clock: Clock,
  ) {}

  /** @throws NotAuthenticated, NoProfile, TooManyUploads */
  async offer(actor: Actor, terms: UploadTerms): Promise<UploadOffer> {
    await this.profile.readForChange(actor);
    return this.uploads.offer(actor, terms, (id) => avatarKeyOf(actor.id, id));
  }

  /** Sets an upload as the avatar. Deletes the previous avatar. @param key the staging key @throws NoProfile, UnknownReference, AvatarUnsuitable */
  adopt(actor: Actor, key: string): Promise<User> {
    return retryOnConflict(async () => {
      const user = await this.profile.readForChange(actor);
      if (isAvatarOf(user, key)) return user;
      const adopts = await this.uploads.find(user.id, (upload) => stagingKey(upload) === key && mayBecomeAvatar(upload.target, user));
      if (!adopts) throw UnknownReference.to('key', 'upload');
      await this.copySuitable(adopts);
      return this.save(actor, user, adopts);
    });
  }

  /** Removes the avatar. @throws NoProfile */
  remove(actor: Actor): Promise<User> {
    return retryOnConflict(async () => {
      const user = await this.profile.readForChange(actor);
      return user.avatarKey === undefined ? user : this.save(actor, user);
    });
  }

  async withAvatarUrl(user: User): Promise<UserWithAvatarUrl> {
    return user.avatarKey === undefined
      ? user
      : { ...user, avatarUrl: await this.storage.link(user.avatarKey, { saveAs: 'avatar', stable: true }) };
  }

  async withAvatarUrls({ items, next }: Page<User>): Promise<Page<UserWithAvatarUrl>> {
    return new Page(await Promise.all(items.map((user) => this.withAvatarUrl(user))), next);
  }

  private save(actor: Actor, user: User, adopts?: Upload): Promise<User> {
    const after = withAvatar(user, adopts?.target, this.clock.now());
    return this.writer.save(actor, user, after, { action: 'user.avatar_changed', adopts });
  }

  /** Checks the copy, because the form can still replace the upload. @throws UnknownReference, AvatarUnsuitable */
  private async copySuitable(upload: Upload): Promise<void> {
    const copy = await this.uploads.copy(upload, IMAGE_BEGINNING);
    if (!copy) throw UnknownReference.to('key', 'upload');
    if (copy.size !== upload.size || !isImage(copy.contentType, copy.beginning)) throw new AvatarUnsuitable();
  }
}

/** Whether the upload with this staging key has become the avatar of a user. */
function isAvatarOf({ id: userId, avatarKey }: User, key: string): boolean {
  const uploadId = key.split('/').at(-1)!;
  return key === stagingKey({ userId, id: uploadId }) && avatarKey === avatarKeyOf(userId, uploadId);
}
