import type { Actor } from '../../auth/actor.js';
import { Forbidden } from '../../core/errors/errors.js';
import type { Audience, Notification } from '../../effects/notification.js';

/** Lets admins tell anybody, and lecturers classes and students of classes; whether a class is theirs is decided in the write. @throws Forbidden */
export function assertMaySend({ role }: Actor, audience: Audience): void {
  if (role === 'ADMIN' || (role === 'LECTURER' && 'classId' in audience)) return;
  throw new Forbidden('Lecturers tell their own classes, and students of them.');
}

/** Whether somebody may take a notification back. */
export function mayTakeBack(actor: Actor, { senderId }: Pick<Notification, 'senderId'>): boolean {
  return actor.role === 'ADMIN' || actor.id === senderId;
}
