import type { Actor } from '../../../auth/actor.js';
import type { Item } from '../schema/item.js';
import { expression, type Expression } from '../driver/expression.js';

/** A condition on the item of a class. */
export interface ClassCondition {
  readonly holds: Expression;
  /** Explains why the condition does not hold. A class of another lecturer counts as not found. */
  readonly explain: (current: Item | undefined) => 'not-found' | 'archived' | undefined;
}

/** Holds for an active class: any class for an admin, only their own for a lecturer. */
export function classIsActiveAndLedBy(actor: Actor): ClassCondition {
  const isActive = expression`#status = ${'ACTIVE'}`;
  const leads = mustLead(actor);
  return {
    holds: leads ? expression`${isActive} AND #lecturerId = ${actor.id}` : isActive,
    explain: (current) => {
      if (!current || (leads && current.lecturerId !== actor.id)) return 'not-found';
      return current.status === 'ACTIVE' ? undefined : 'archived';
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
