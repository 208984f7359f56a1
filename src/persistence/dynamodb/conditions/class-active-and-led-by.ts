import type { Actor } from '../../../auth/actor.js';
import type { Item } from '../schema/item.js';
import { expression, type Expression } from '../driver/expression.js';

/** A condition on the item of a class. */
export interface ClassCondition {
  readonly holds: Expression;
  /** Why it does not hold for an item; undefined if it does. A class of another lecturer is as good as none. */
  readonly explain: (current: Item | undefined) => 'not-found' | 'archived' | undefined;
}

/** Holds for an active class that the actor may change: any for an admin, only their own for a lecturer. */
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
