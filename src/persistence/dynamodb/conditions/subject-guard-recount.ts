import { takingFingerprint } from '../../../features/statistics/count-snapshot.js';
import { absent, type Action, type Database } from '../driver/database.js';
import { type Expression, expression } from '../driver/expression.js';
import type { Item } from '../schema/item.js';
import { keys, takingPartition } from '../schema/keys.js';

const NONE: ReadonlySet<string> = new Set();

/** What a guard of a subject adds to `takes:<student id>`. */
export function fingerprintOfGuard(guard: Item): number {
  const taken = takenOf(guard);
  return [...classIdsOf(guard)].reduce((sum, classId) => sum + takingFingerprint({ ...taken, classId }), 0);
}

/**
 * Writes the guards of a student again, from the rows, if neither changes meanwhile.
 * @param kept the sum of the fingerprints that was compared
 * @returns whether the guards were still those, and are right now
 */
export async function correctSubjectGuards(database: Database, studentId: string, kept: number): Promise<boolean> {
  const guards = await database.all('scores', { partition: takingPartition(studentId), consistent: true });
  if (guards.reduce((sum, guard) => sum + fingerprintOfGuard(guard), 0) !== kept) return false;
  const indexed = await database.all('scores', { index: 'student-index', partition: studentId });
  const ids = new Set([...indexed.map(({ classId }) => classId as string), ...guards.flatMap((guard) => [...classIdsOf(guard)])]);
  const rows = await database.batchGet(
    'scores',
    [...ids].map((id) => keys.enrolment(id, studentId)),
    { consistent: true },
  );

  const expected = new Map<string, Set<string>>();
  for (const { classId, term, subjectId } of rows.filter(isEnrolled)) {
    const key = keys.taking(studentId, { term: term as string, subjectId: subjectId as string }).studentId as string;
    expected.set(key, (expected.get(key) ?? new Set()).add(classId as string));
  }
  const stored = new Map(guards.map((guard) => [guard.studentId as string, guard]));
  const wrong = [...new Set([...expected.keys(), ...stored.keys()])].filter(
    (key) => !hasSame(classIdsOf(stored.get(key)), expected.get(key) ?? NONE),
  );
  if (wrong.length === 0) return true;
  const involved = new Set(wrong.flatMap((key) => [...classIdsOf(stored.get(key)), ...(expected.get(key) ?? NONE)]));
  return database.applyIf(
    ...wrong.map((key) => writeGuard(database, studentId, key, stored.get(key), expected.get(key))),
    ...[...involved].map((id) =>
      checkRow(
        database,
        id,
        studentId,
        rows.find(({ classId }) => classId === id),
      ),
    ),
  );
}

function writeGuard(database: Database, studentId: string, key: string, before: Item | undefined, classIds?: Set<string>): Action {
  const guard = { classId: takingPartition(studentId), studentId: key };
  const had = classIdsOf(before);
  const isUnchanged = had.size > 0 ? expression`#classIds = ${had}` : expression`attribute_not_exists(#classIds)`;
  if (!classIds) return database.delete('scores', guard, isUnchanged);
  return database.update('scores', guard, expression`SET #classIds = ${classIds}`, isUnchanged);
}

/** Checks that a student is still in a class, or still is not. */
function checkRow(database: Database, classId: string, studentId: string, row: Item | undefined): Action {
  const isIn: Expression = expression`#status = ${'ENROLLED'}`;
  const isOut = expression`(${absent('scores')} OR #status <> ${'ENROLLED'})`;
  return database.check('scores', keys.enrolment(classId, studentId), row && isEnrolled(row) ? isIn : isOut, undefined);
}

function classIdsOf(guard: Item | undefined): ReadonlySet<string> {
  return (guard?.classIds as ReadonlySet<string> | undefined) ?? NONE;
}

/** The sort key of a guard is a term and a subject. A code of a term has no `#`. */
function takenOf({ studentId }: Item): { term: string; subjectId: string } {
  const [term, subjectId] = (studentId as string).split('#') as [string, string];
  return { term, subjectId };
}

function isEnrolled({ status }: Item): boolean {
  return status === 'ENROLLED';
}

function hasSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((id) => other.has(id));
}
