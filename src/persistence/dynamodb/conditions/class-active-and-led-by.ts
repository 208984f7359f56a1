import type { Actor } from '../../../auth/actor.js';
import { ClassArchived, ClassNotFound } from '../../../features/classes/classes.errors.js';
import { expression, type Expression } from '../driver/expression.js';
import type { Item } from '../schema/item.js';

/** A condition on the item of a class. */
export interface ClassCondition {
  readonly holds: Expression;
  /** Explains why the condition does not hold. Returns undefined if it does. */
  readonly explain: (current: Item | undefined) => Error | undefined;
}

/**
 * Holds for an active class: any class for an admin, only their own for a lecturer. Explains with `notFound` for a missing class and for the class of
 * another lecturer, and with ClassArchived.
 */
export function classIsActiveAndLedBy(actor: Actor, notFound: () => Error = () => new ClassNotFound()): ClassCondition {
  const isActive = expression`#status = ${'ACTIVE'}`;
  const leads = mustLead(actor);
  return {
    holds: leads ? expression`${isActive} AND #lecturerId = ${actor.id}` : isActive,
    explain: (current) => {
      if (!current || (leads && current.lecturerId !== actor.id)) return notFound();
      return current.status === 'ACTIVE' ? undefined : new ClassArchived();
    },
  };
}

function mustLead({ role }: Actor): boolean {
  switch (role) {
    case 'ADMIN':
      return false;
    case 'LECTURER':
    case 'STUDENT':
      return true;
  }
}
