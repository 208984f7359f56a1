import type { Actor } from '../../auth/actor.js';

/** Admins see every transcript, students their own; lecturers see the rows of their classes in the gradebook. */
export function maySeeTranscript(actor: Actor, studentId: string): boolean {
  switch (actor.role) {
    case 'ADMIN':
      return true;
    case 'STUDENT':
      return actor.id === studentId;
    case 'LECTURER':
      return false;
  }
}
