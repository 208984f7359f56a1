import type { Actor } from '../../auth/actor.js';

/** Admins see every transcript, students their own; lecturers see the rows of their classes in the gradebook. */
export function maySeeTranscript(actor: Actor, studentId: string): boolean {
  return actor.role === 'ADMIN' || (actor.role === 'STUDENT' && actor.id === studentId);
}
