import { Injectable } from '@nestjs/common';
import { ObjectStorage, type UploadForm, type UploadTerms } from '../../adapters/storage/object-storage.js';
import type { Actor } from '../../auth/actor.js';
import { Revocations } from '../../auth/revocations.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { UnknownReference } from '../../core/errors/errors.js';
import { Page } from '../../core/paging/page.js';
import { Clock } from '../../core/time/clock.js';
import { mayBecomeAvatar, newAvatarKey, withAvatar } from './avatar.js';
import { IMAGE_BEGINNING, isImage } from './image.js';
import { ProfileService } from './profile.service.js';
import { UserWriter } from './user-writer.service.js';
import type { User } from './user.js';
import { AvatarUnsuitable } from './users.errors.js';

/** In bytes. */
export const MAX_AVATAR = 2 * 1024 ** 2;

/** A form for an upload, and the key that sets the upload as the avatar. */
export interface AvatarOffer extends UploadForm {
  readonly key: string;
}

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
    private readonly storage: ObjectStorage,
    private readonly revocations: Revocations,
    private readonly clock: Clock,
  ) {}

  /** @throws NotAuthenticated, NoProfile */
  async offer(actor: Actor, terms: UploadTerms): Promise<AvatarOffer> {
    const [{ id }] = await Promise.all([this.profile.readForChange(actor), this.revocations.assertNone(actor)]);
    const key = newAvatarKey(id, this.clock.now());
    return { key, ...(await this.storage.offer(key, terms)) };
  }

  /**
   * Sets an upload as the avatar, or removes the avatar if `key` is undefined. Deletes all other uploads of the person.
   * @throws NoProfile, UnknownReference, AvatarUnsuitable
   */
  change(actor: Actor, key: string | undefined): Promise<User> {
    return retryOnConflict(async () => {
      const user = await this.profile.readForChange(actor);
      if (user.avatarKey === key) return user;
      if (key !== undefined) await this.assertSuitable(key, user);
      return this.writer.save(actor, user, withAvatar(user, key, this.clock.now()), { action: 'user.avatar_changed' });
    });
  }

  async withAvatarUrl(user: User): Promise<UserWithAvatarUrl> {
    return user.avatarKey === undefined ? user : { ...user, avatarUrl: await this.storage.link(user.avatarKey) };
  }

  async withAvatarUrls({ items, next }: Page<User>): Promise<Page<UserWithAvatarUrl>> {
    return new Page(await Promise.all(items.map((user) => this.withAvatarUrl(user))), next);
  }

  private async assertSuitable(key: string, user: User): Promise<void> {
    const upload = mayBecomeAvatar(key, user) ? await this.storage.inspect(key, IMAGE_BEGINNING) : undefined;
    if (!upload) throw UnknownReference.to('key', 'one of your uploads');
    if (upload.size > MAX_AVATAR || !isImage(upload.contentType, upload.beginning)) throw new AvatarUnsuitable();
  }
}
