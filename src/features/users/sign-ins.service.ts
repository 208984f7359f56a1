import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import type { SignIns } from '../../auth/sign-ins.js';
import { Background } from '../../core/context/background.js';
import { AccessTrail } from '../audit/access-trail.js';
import { ProfileService } from './profile.service.js';
import { userEntity } from './user.js';
import { NoProfile } from './users.errors.js';

/** Milliseconds after a sign-in until no token of it is valid: the pool refreshes tokens for 30 days. */
const SESSION_MS = 31 * 24 * 60 * 60 * 1000;

/** Accepts the invitation of a person who signs in and acts, and records each sign-in. */
@Injectable()
export class SignInsService implements SignIns {
  constructor(
    private readonly profile: ProfileService,
    private readonly access: AccessTrail,
    private readonly background: Background,
  ) {}

  note(actor: Actor): void {
    const { id, signedInAt } = actor;
    if (signedInAt === undefined) return;
    const signIn = { entity: userEntity(id), action: 'user.signed_in', after: { signedInAt } } as const;
    const options = { until: Date.parse(signedInAt) + SESSION_MS, before: () => this.activate(actor) };
    // If the token is revoked, the request is refused as soon as this process knows it.
    this.background.run(() => this.access.tryRecordOnce(actor, signIn, options).catch(() => undefined));
  }

  private async activate(actor: Actor): Promise<void> {
    try {
      await this.profile.activate(actor);
    } catch (error) {
      // A route that needs a profile says so itself.
      if (!(error instanceof NoProfile)) throw error;
    }
  }
}
