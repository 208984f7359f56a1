import { inspect, isDeepStrictEqual } from 'node:util';
import type { AuditEntry, Facts } from '../../src/features/audit/audit-entry.js';
import { findShippedScale } from '../../src/features/grading/scales.js';
import { type Enrolment, enrolmentEntity } from '../../src/features/enrolments/enrolment.js';
import { EnrolmentsRepository } from '../../src/features/enrolments/enrolments.repository.js';
import { FeedbackRepository } from '../../src/features/enrolments/feedback.repository.js';
import { computeResult, type Result } from '../../src/features/grading/result.js';
import { CountsRepository } from '../../src/features/statistics/counts.repository.js';
import { checkDisabledMarks } from '../../src/features/statistics/disabled-marks.js';
import { recount } from '../../src/features/statistics/recount.js';
import { isConsistent } from '../../src/features/statistics/recount-report.js';
import { NameCopiesRepository } from '../../src/features/users/name-copies.repository.js';
import type { Answer } from '../fixtures/client.js';
import { COMPONENTS, type ModelSchool } from './model-school.js';
import { isExplained } from './order.js';
import { hasGrades } from './rules.js';
import type { Outcome } from './scene.js';
import { type MarksState, rowKey, type RowState, type SchoolState, type StoredSchool, toRowState } from './state.js';

/** A request of a batch, with its answer and the audit entries that it left. */
export interface Done {
  readonly text: string;
  readonly answer: Answer;
  readonly entries: readonly AuditEntry[];
}

/** What a request did. See `Outcome`. */
export function outcomeOf({ answer: { status, body }, entries }: Done): Outcome {
  if (status >= 300) return [(body as { code: string }).code];
  const { results } = (body ?? {}) as { results?: { outcome: string; error?: { code: string } }[] };
  return results ? results.map(({ outcome, error }) => error?.code ?? outcome) : [entries.length > 0 ? 'changed' : 'unchanged'];
}

/** A change of a list has an entry, and a refused or repeated request has none. A move has one of each row. */
export function assertEntries(done: Done): void {
  const { answer, entries } = done;
  if (answer.status >= 500) throw new Error(`${done.text} failed: ${inspect(answer.body)}`);
  const outcome = outcomeOf(done);
  const changes = outcome.filter((each) => ['changed', 'enrolled', 'saved'].includes(each)).length;
  const expected = entries.some(({ action }) => action === 'enrolment.moved') ? 2 : changes;
  const entities = new Set(entries.map(({ entity }) => entity));
  if (entries.length === expected && entities.size === expected) return;
  throw new Error(`${done.text} is ${outcome.join()}, and has ${entries.length} audit entries: ${inspect(entries)}`);
}

/** The changes explain the state, each allowed where it happens. @param changes sequences, whose order to each other is not known */
export function assertExplained(before: SchoolState, changes: readonly (readonly AuditEntry[])[], after: SchoolState): void {
  if (isExplained(before, changes, after)) return;
  throw new Error(`No order of the changes explains the state: ${inspect({ before, changes, after }, { depth: 6 })}`);
}

/** What must hold whatever happened. */
export async function assertConsistent(school: ModelSchool, stored: StoredSchool): Promise<void> {
  const counts = school.fixture.get(CountsRepository);
  const counted = await recount(counts);
  const marks = await checkDisabledMarks(counts, school.fixture.get(NameCopiesRepository));
  if (!isConsistent(counted, marks)) throw new Error(`A recount finds ${inspect({ ...counted, marks }, { depth: 3 })}`);
  for (const { seatsFree, extraSeats = 0 } of stored.classes) {
    if (seatsFree < 0) throw new Error(`The class has ${seatsFree} free seats.`);
    if (seatsFree > 0 && extraSeats > 0) throw new Error(`The class has ${seatsFree} free seats, and ${extraSeats} extra ones.`);
  }
  stored.rows.forEach(assertResult);
  await assertFeedback(school, stored.rows);
  await Promise.all(stored.rows.map((row) => assertHistory(school, row)));
}

/** The texts that there are have the versions that the rows name, and no row names another one. */
async function assertFeedback({ fixture, rooms }: ModelSchool, rows: readonly Enrolment[]): Promise<void> {
  const places = rooms.flatMap(({ id }) => COMPONENTS.map(({ key }) => [id, key] as const));
  const found = (await Promise.all(places.map(([id, key]) => fixture.get(FeedbackRepository).onComponent(id, key)))).flat();
  const texts = found.map(({ classId, studentId, component, version }) => `${rowKey(classId, studentId)} ${component} ${version}`);
  const named = rows.flatMap((row) =>
    Object.entries(row.feedback ?? {}).map(([key, version]) => `${enrolmentEntity(row)} ${key} ${version}`),
  );
  if (isDeepStrictEqual(texts.sort(), named.sort())) return;
  throw new Error(`There is the feedback ${inspect(texts)}, and the rows name ${inspect(named)}.`);
}

/** What counts is the final grade, or else the result of the marks, which stays beside it. */
function assertResult(row: Enrolment): void {
  const { marks, final, result, computed } = row;
  const ofMarks = computeResult(marks, COMPONENTS, findShippedScale('vn-10')!);
  const lapsed = final?.dueOn !== undefined && final.dueOn < new Date().toISOString().slice(0, 10) ? final.lapsesTo : undefined;
  const expected: (Result | undefined)[] = final ? [final.result ?? lapsed, ofMarks] : [ofMarks, undefined];
  if (isDeepStrictEqual([result, computed], expected)) return;
  throw new Error(`The results are ${inspect({ result, computed })} in place of ${inspect(expected)}: ${inspect(row, { depth: 4 })}`);
}

/** The history of a row explains all that it has, from nothing, also if the student was moved. */
async function assertHistory({ fixture }: ModelSchool, row: Enrolment): Promise<void> {
  const entries = (await fixture.get(EnrolmentsRepository).history(row)).toReversed().sort(byTime);
  const stored = withoutNull(toRowState(row));
  const replayed = replay(entries).get(enrolmentEntity(row));
  if (isDeepStrictEqual(replayed, stored)) return;
  throw new Error(`The history of a row explains ${inspect(replayed)} in place of ${inspect(stored)}: ${inspect(entries)}`);
}

/** Both rows of a move have an entry of the same time. The new row is first, because it takes what the old one has. */
function byTime(one: AuditEntry, other: AuditEntry): number {
  if (one.at !== other.at) return one.at < other.at ? -1 : 1;
  const isOld = ({ action, entity, before }: AuditEntry) =>
    Number(action === 'enrolment.moved' && entity.includes(before!.classId as string));
  return isOld(one) - isOld(other);
}

type Grades = Pick<RowState, 'marks' | 'feedback' | 'final'>;

const NOTHING: Grades = { marks: {}, feedback: [], final: { value: null } };

/**
 * The grades of each row after the entries, oldest first. Absent for a row that was moved from a class without entries here. The row of this history is
 * then a later one, after a move to another class or a drop.
 * @throws if an entry does not continue the one before
 */
function replay(entries: readonly AuditEntry[]): Map<string, Grades> {
  const rows = new Map<string, Grades>(entries.map(({ entity }) => [entity, NOTHING]));
  for (const { entity, action, before, after } of entries) {
    const row = rows.get(entity);
    if (action === 'enrolment.moved') {
      const [, classId, studentId] = entity.split(':') as [string, string, string];
      const moved = classId === after!.classId ? rows.get(rowKey(before!.classId as string, studentId)) : NOTHING;
      if (moved) rows.set(entity, moved);
      else rows.delete(entity);
    } else if (action === 'enrolment.dropped') {
      // The row is gone, unless it has grades.
      if (!row || !hasGrades(row)) rows.set(entity, NOTHING);
    } else if (row && before) {
      const [was, is] = [toGrades(before), toGrades(after!)];
      const continued = (grades: Partial<Grades>, feedback: readonly string[]) =>
        withoutNull({ marks: { ...row.marks, ...grades.marks }, feedback, final: grades.final ?? row.final });
      const others = row.feedback.filter((key) => !was.feedback?.includes(key));
      if (!isDeepStrictEqual(continued(was, [...others, ...(was.feedback ?? [])]), row))
        throw new Error(`${inspect(before)} does not follow ${inspect(row)}.`);
      rows.set(entity, continued(is, [...others, ...(is.feedback ?? [])]));
    }
  }
  return rows;
}

function toGrades({ marks, flags, feedback, final }: Facts): Partial<Grades> {
  return {
    feedback: feedback as string[] | undefined,
    marks: { ...(marks as MarksState | undefined), ...(flags as MarksState | undefined) },
    final: final as Grades['final'] | undefined,
  };
}

/** Without the components that have no mark, and in one order. */
function withoutNull({ marks, feedback, final }: Grades): Grades {
  const sorted = Object.entries(marks)
    .filter(([, mark]) => mark !== null)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return { marks: Object.fromEntries(sorted), feedback: [...feedback].sort(), final };
}
