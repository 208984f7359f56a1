import { createHash } from 'node:crypto';
import { ROLES } from '../../auth/actor.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import type { User } from '../users/user.js';
import type { Total } from './totals.js';

/** A count that is kept: a total, the open relations of `user:<id>`, the seats taken in `class:<id>`, the classes of `term:<code>`. */
export type CountName = Total | `${'user' | 'class' | 'term'}:${string}`;

/** Something that is counted, with what decides how. */
export type Thing =
  | ({ readonly kind: 'user' } & Pick<User, 'id' | 'role' | 'version'>)
  | { readonly kind: 'subject'; readonly id: string }
  | ({ readonly kind: 'class' } & Pick<SchoolClass, 'id' | 'term' | 'lecturerId' | 'status' | 'version'>)
  | ({ readonly kind: 'enrolment' } & Pick<Enrolment, 'classId' | 'studentId' | 'status' | 'enrolledAt' | 'withdrawnAt'>);

/**
 * What a thing adds to a count (nothing, too, where another state of it would add something), and a state of it that is another one after whatever
 * moves the count, and never the same again. What moves no count, such as saving marks, leaves it as it is.
 */
type Share = readonly [name: CountName, adds: 0 | 1, state: string];

function sharesOf(thing: Thing): Share[] {
  switch (thing.kind) {
    case 'user': {
      const { id, version } = thing;
      return ROLES.map((role) => [`people:${role}`, thing.role === role ? 1 : 0, `${id} ${version}`]);
    }
    case 'subject':
      return [['subjects', 1, thing.id]];
    case 'class': {
      const { id, term, lecturerId, status, version } = thing;
      return [
        ['classes', 1, id],
        [`term:${term}`, 1, id],
        [`user:${lecturerId}`, status === 'ACTIVE' ? 1 : 0, `${id} ${version}`],
      ];
    }
    case 'enrolment': {
      const { classId, studentId, status, enrolledAt, withdrawnAt } = thing;
      const share = [status === 'ENROLLED' ? 1 : 0, `${classId} ${studentId} ${status} ${enrolledAt} ${withdrawnAt}`] as const;
      return [
        ['enrolments', ...share],
        [`class:${classId}`, ...share],
        [`user:${studentId}`, ...share],
      ];
    }
  }
}

const PRINT_BYTES = 6;
const PRINTS = 2 ** (8 * PRINT_BYTES);

/** A count of everything, with fingerprints by which two counts can be compared: small, however many things there are. */
export class CountSnapshot {
  private readonly counts = new Map<CountName, { number: number; print: number }>();

  static async of(things: AsyncIterable<Thing>): Promise<CountSnapshot> {
    const tally = new CountSnapshot();
    for await (const thing of things) tally.add(thing);
    return tally;
  }

  add(thing: Thing): void {
    for (const [name, adds, state] of sharesOf(thing)) {
      const { number, print } = this.counts.get(name) ?? { number: 0, print: 0 };
      this.counts.set(name, { number: number + adds, print: (print + printOf(state)) % PRINTS });
    }
  }

  number(name: CountName): number {
    return this.counts.get(name)?.number ?? 0;
  }

  /** Whether a count is of the same things in the same states here and there. */
  isAsIn(other: CountSnapshot, name: CountName): boolean {
    return this.counts.get(name)?.print === other.counts.get(name)?.print;
  }
}

function printOf(state: string): number {
  return createHash('sha256').update(state).digest().readUIntBE(0, PRINT_BYTES);
}
