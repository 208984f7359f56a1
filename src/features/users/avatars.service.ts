import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { Clock } from '../../core/time/clock.js';
import { UnknownReference } from '../../core/errors/errors.js';
import { Page } from '../../core/paging/page.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { ObjectStorage, type UploadForm, type UploadTerms } from '../../adapters/storage/object-storage.js';
import { mayBecomeAvatar, newAvatarKey, withAvatar } from './avatar.js';
import { IMAGE_BEGINNING, isImage } from './image.js';
import { ProfileService } from './profile.service.js';
import { UserWriter } from './user-writer.service.js';
import type { User } from './user.js';
import { AvatarUnsuitable } from './users.errors.js';

/** In bytes. */
export const MAX_AVATAR = 2 * 1024 ** 2;

/** A form for an image, and the key to adopt it by. */
export interface AvatarOffer extends UploadForm {
  readonly key: string;
}

/** A person as shown, with a link to their avatar if they have one. */
export interface ShownUser extends User {
  readonly avatarUrl?: string;
}

/** The pictures that people show of themselves: each is uploaded to the storage first, and then adopted. */
@Injectable()
export class AvatarsService {
  constructor(
    private readonly profile: ProfileService,
    private readonly changes: UserWriter,
    private readonly storage: ObjectStorage,
    private readonly clock: Clock,
  ) {}

  /** @throws NoProfile */
  async offer(actor: Actor, terms: UploadTerms): Promise<AvatarOffer> {
    const { id } = await this.profile.existing(actor);
    const key = newAvatarKey(id, this.clock.now());
    return { key, ...(await this.storage.offer(key, terms)) };
  }

  /** Makes an upload the avatar. What else the person has uploaded until now is removed. @throws NoProfile, UnknownReference, AvatarUnsuitable */
  adopt(actor: Actor, key: string): Promise<User> {
    return retryOnConflict(async () => {
      const user = await this.profile.existing(actor);
      if (user.avatarKey === key) return user;
      await this.assertSuitable(key, user);
      return this.changes.save(actor, user, withAvatar(user, key, this.clock.now()), { action: 'user.avatar_changed' });
    });
  }

  /** Removes the avatar, and all else that the person has uploaded for one. @throws NoProfile */
  async remove(actor: Actor): Promise<void> {
    await retryOnConflict(async () => {
      const user = await this.profile.existing(actor);
      if (user.avatarKey === undefined) return user;
      return this.changes.save(actor, user, withAvatar(user, undefined, this.clock.now()), { action: 'user.avatar_changed' });
    });
  }

  async shown(user: User): Promise<ShownUser> {
    return user.avatarKey === undefined ? user : { ...user, avatarUrl: await this.storage.link(user.avatarKey) };
  }

  async shownAll(page: Page<User>): Promise<Page<ShownUser>> {
    return new Page(await Promise.all(page.items.map((user) => this.shown(user))), page.next);
  }

  private async assertSuitable(key: string, user: User): Promise<void> {
    const upload = mayBecomeAvatar(key, user) ? await this.storage.inspect(key, IMAGE_BEGINNING) : undefined;
    if (!upload) throw UnknownReference.to('key', 'one of your uploads');
    if (upload.size > MAX_AVATAR || !isImage(upload.contentType, upload.beginning)) throw new AvatarUnsuitable();
  }
}
