import { createHash } from 'node:crypto';
import { ROLES } from '../../auth/actor.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import type { User } from '../users/user.js';
import type { Total } from './totals.js';

/**
 * A stored count: a total, the open relations of `user:<id>`, the words by which a search finds `words:<id>`, the taken seats of `class:<id>`, or the
 * classes of `term:<code>`. `takes:<student id>` is the sum of the fingerprints of what their guards of subjects name, which should be their enrolments.
 */
export type CountName = Total | `${'user' | 'words' | 'takes' | 'class' | 'term'}:${string}`;

/** A counted item, with the fields that decide which counts include it. */
export type Thing =
  | ({ readonly kind: 'user'; readonly wordCount: number } & Pick<User, 'id' | 'role' | 'version'>)
  | { readonly kind: 'subject'; readonly id: string }
  | ({ readonly kind: 'class' } & Pick<SchoolClass, 'id' | 'term' | 'lecturerId' | 'status' | 'version'>)
  | ({ readonly kind: 'enrolment' } & Pick<
      Enrolment,
      'classId' | 'studentId' | 'term' | 'subjectId' | 'status' | 'enrolledAt' | 'withdrawnAt'
    >);

/**
 * What an item adds to a count, and the state of the item. An item in another state may add another number. Every change that moves the count gives the
 * item a state that it never had before. Other changes, such as saving marks, keep the state.
 */
type Share = readonly [name: CountName, adds: number, state: string];

function toShares(thing: Thing): Share[] {
  switch (thing.kind) {
    case 'user': {
      const { id, version, wordCount } = thing;
      const state = `${id} ${version}`;
      return [...ROLES.map((role): Share => [`people:${role}`, thing.role === role ? 1 : 0, state]), [`words:${id}`, wordCount, state]];
    }
    case 'subject':
      return [['subjects', 1, thing.id]];
    case 'class': {
      const { id, term, lecturerId, status, version } = thing;
      return [
        ['classes', 1, id],
        [`term:${term}`, 1, `${id} ${version}`],
        [`user:${lecturerId}`, status === 'ACTIVE' ? 1 : 0, `${id} ${version}`],
      ];
    }
    case 'enrolment': {
      const { classId, studentId, status, enrolledAt, withdrawnAt } = thing;
      const state = `${classId} ${studentId} ${status} ${enrolledAt} ${withdrawnAt}`;
      const share = [status === 'ENROLLED' ? 1 : 0, state] as const;
      return [
        [`takes:${studentId}`, status === 'ENROLLED' ? takingFingerprint(thing) : 0, state],
        ['enrolments', ...share],
        [`class:${classId}`, ...share],
        [`user:${studentId}`, ...share],
      ];
    }
  }
}

const FINGERPRINT_BYTES = 6;
const FINGERPRINTS = 2 ** (8 * FINGERPRINT_BYTES);

/** What one class adds to `takes:<student id>`. Sums of a million of them are exact. */
export function takingFingerprint({ term, subjectId, classId }: Pick<Enrolment, 'term' | 'subjectId' | 'classId'>): number {
  return createHash('sha256').update(`${term} ${subjectId} ${classId}`).digest().readUInt32BE(0);
}

/** All counts at one time, with fingerprints to compare two snapshots. Its size does not grow with the number of items. */
export class CountSnapshot {
  private readonly counts = new Map<CountName, { number: number; fingerprint: number }>();

  static async of(things: AsyncIterable<Thing>): Promise<CountSnapshot> {
    const snapshot = new CountSnapshot();
    for await (const thing of things) snapshot.add(thing);
    return snapshot;
  }

  add(thing: Thing): void {
    for (const [name, adds, state] of toShares(thing)) {
      const { number, fingerprint } = this.counts.get(name) ?? { number: 0, fingerprint: 0 };
      this.counts.set(name, { number: number + adds, fingerprint: (fingerprint + toFingerprint(state)) % FINGERPRINTS });
    }
  }

  number(name: CountName): number {
    return this.counts.get(name)?.number ?? 0;
  }

  /** Whether a count includes the same items in the same states in both snapshots. */
  hasSame(name: CountName, other: CountSnapshot): boolean {
    return this.counts.get(name)?.fingerprint === other.counts.get(name)?.fingerprint;
  }
}

function toFingerprint(state: string): number {
  return createHash('sha256').update(state).digest().readUIntBE(0, FINGERPRINT_BYTES);
}
