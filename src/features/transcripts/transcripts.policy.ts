import type { Actor } from '../../auth/actor.js';

/** Admins see every transcript, and students see their own. Lecturers see none: gradebooks show them the rows of their classes. */
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
