import type { Actor } from '../../auth/actor.js';
import { Forbidden } from '../../core/errors/errors.js';
import type { Audience, Notification } from '../../effects/notification.js';

/** Lets admins write to every audience, lecturers to classes and their students. Whether a class is theirs is decided in the write. @throws Forbidden */
export function assertMaySend(actor: Actor, audience: Audience): void {
  if (!maySendTo(actor, audience)) throw new Forbidden('You can only notify your own active classes and their students.');
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

/** Whether the actor may remove a notification from every inbox. */
export function mayTakeBack(actor: Actor, { senderId }: Pick<Notification, 'senderId'>): boolean {
  switch (actor.role) {
    case 'ADMIN':
      return true;
    case 'LECTURER':
    case 'STUDENT':
      return actor.id === senderId;
  }
}
