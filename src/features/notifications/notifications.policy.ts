import type { Actor } from '../../auth/actor.js';
import { detail } from '../../core/errors/domain-error.js';
import { Forbidden } from '../../core/errors/errors.js';
import type { Audience, Notification } from '../../effects/notification.js';

/** Allows admins every audience, and lecturers classes and their students. The write checks whether it is their class. @throws Forbidden */
export function assertMaySend(actor: Actor, audience: Audience): void {
  if (!maySendTo(actor, audience)) throw new Forbidden(detail('forbidden.notify'));
}

function maySendTo({ role }: Actor, audience: Audience): boolean {
  switch (role) {
    case 'ADMIN':
      return true;
    case 'LECTURER':
      return 'classId' in audience;
    case 'STUDENT':
      return false;
  }
}

/** Admins may delete every notification, others their own. */
export function mayDelete(actor: Actor, { senderId }: Pick<Notification, 'senderId'>): boolean {
  switch (actor.role) {
    case 'ADMIN':
      return true;
    case 'LECTURER':
    case 'STUDENT':
      return actor.id === senderId;
  }
}
