import { isDeepStrictEqual } from 'node:util';
import type { AuditEntry } from '../../src/features/audit/audit-entry.js';
import type { Flag } from '../../src/features/grading/component.js';
import { type ClassState, computedOf, copyOf, type FinalState, type MarksState, type RowState, rowKey, type SchoolState } from './state.js';

/** A change of a school, of which the audit log has an entry: what it does. Returns false if it is not allowed in this state. */
type Rule = (state: SchoolState, entry: AuditEntry) => boolean;

/** By action of the audit log. A new action of rows, classes or students needs its rule here. */
const RULES: Readonly<Record<string, Rule>> = {
  'enrolment.enrolled': (state, entry) => {
    const { classId, studentId, key, row, room } = rowOf(state, entry);
    const isExtra = entry.after!.overload === true;
    const mayRepeat = entry.reason !== undefined || room.repeatable;
    if (room.status !== 'ACTIVE' || state.disabled.has(studentId) || row?.status === 'ENROLLED') return false;
    if (isExtra ? room.seatsFree > 0 : room.seatsFree <= 0) return false;
    if (!mayRepeat && isTakenElsewhere(state, classId, studentId)) return false;
    state.classes.set(
      classId,
      isExtra ? { ...room, capacity: room.capacity + 1, extraSeats: room.extraSeats + 1 } : { ...room, seatsFree: room.seatsFree - 1 },
    );
    const { version, ...kept } = row ?? NEW_ROW;
    const isToldFinal = entry.after!.final !== undefined;
    if (isToldFinal ? !isDeepStrictEqual(entry.before!.final, kept.final) : kept.final.value === AUDITING) return false;
    state.rows.set(key, { ...kept, ...(isToldFinal && finalAfter(kept, entry)), status: 'ENROLLED', version: version + 1 });
    return true;
  },
  'enrolment.withdrawn': (state, entry) => leave(state, entry, 'WITHDRAWN'),
  'enrolment.dropped': (state, entry) => leave(state, entry, 'DROPPED'),
  'enrolment.moved': (state, entry) => {
    const { classId, studentId, key, row: replaced, room: to } = rowOf(state, entry);
    const [fromId, toId] = [entry.before!.classId as string, entry.after!.classId as string];
    // Both rows have an entry. The one of the new row says it all.
    if (classId !== toId) return true;
    const [row, from] = [state.rows.get(rowKey(fromId, studentId)), state.classes.get(fromId)!];
    if (row?.status !== 'ENROLLED' || replaced?.status === 'ENROLLED' || (replaced && hasGrades(replaced))) return false;
    if (from.status !== 'ACTIVE' || to.status !== 'ACTIVE' || to.seatsFree <= 0 || state.disabled.has(studentId)) return false;
    if (from.subjectId !== to.subjectId || from.term !== to.term) return false;
    if ((from.locked || to.locked) && entry.reason === undefined) return false;
    state.rows.delete(rowKey(fromId, studentId));
    const version = Math.max(row.version, replaced?.version ?? 0) + 1;
    state.rows.set(key, { ...row, origins: [...row.origins, fromId], version });
    state.classes.set(fromId, withSeatFreed(from));
    state.classes.set(toId, { ...to, seatsFree: to.seatsFree - 1 });
    return true;
  },
  'marks.changed': (state, entry) => {
    const { key, row, room } = rowOf(state, entry);
    if (row?.status !== 'ENROLLED' || !mayGrade(room, entry)) return false;
    const [before, after] = [entry.before!, entry.after!].map(toMarks) as [MarkChanges, MarkChanges];
    if (Object.entries(before).some(([component, mark]) => (row.marks[component] ?? null) !== mark)) return false;
    const marks = Object.fromEntries(Object.entries({ ...row.marks, ...after }).filter(([, mark]) => mark !== null)) as MarksState;
    state.rows.set(key, { ...row, marks, version: row.version + 1 });
    return true;
  },
  'feedback.changed': (state, entry) => {
    const { key, row, room } = rowOf(state, entry);
    if (row?.status !== 'ENROLLED' || !mayGrade(room, entry)) return false;
    const [before, after] = [entry.before!, entry.after!].map(({ feedback }) => feedback as string[]) as [string[], string[]];
    if (before.some((component) => !row.feedback.includes(component))) return false;
    const feedback = [...new Set([...row.feedback.filter((component) => !before.includes(component)), ...after])].sort();
    state.rows.set(key, { ...row, feedback, version: row.version + 1 });
    return true;
  },
  'final.changed': (state, entry) => {
    const { key, row, room } = rowOf(state, entry);
    if (row?.status !== 'ENROLLED' || !isDeepStrictEqual(entry.before!.final, row.final)) return false;
    const { final, basedOn } = finalAfter(row, entry);
    const isAuditing = [row.final, final].some(({ value }) => value === AUDITING);
    if (entry.by.role !== 'ADMIN' && (isAuditing || !mayGrade(room, entry))) return false;
    state.rows.set(key, { ...row, final, basedOn, version: row.version + 1 });
    return true;
  },
  'component.published': (state, entry) => publish(state, entry),
  'component.unpublished': (state, entry) => publish(state, entry),
  'gradebook.locked': (state, entry) => setLocked(state, entry, true),
  'gradebook.unlocked': (state, entry) => setLocked(state, entry, false),
  'class.archived': (state, entry) => changeClass(state, entry, ({ status }) => status === 'ACTIVE' && { status: 'ARCHIVED' }),
  'class.unarchived': (state, entry) => changeClass(state, entry, ({ status }) => status === 'ARCHIVED' && { status: 'ACTIVE' }),
  'user.disabled': ({ disabled }, { entity }) => {
    if (disabled.has(idOf(entity))) return false;
    disabled.add(idOf(entity));
    return true;
  },
  'user.enabled': ({ disabled }, { entity }) => disabled.delete(idOf(entity)),
};

/** The final grade of a student who audits the class. */
export const AUDITING = 'AU';

/** What was there before the first change: such entries explain themselves. */
const FOUNDING = ['class.created', 'test.done'];

/** The state after a change. Undefined if the change is not allowed in this state. @throws if the action has no rule */
export function applyEntry(state: SchoolState, entry: AuditEntry): SchoolState | undefined {
  if (FOUNDING.includes(entry.action)) return state;
  const rule = RULES[entry.action];
  if (!rule) throw new Error(`No rule says what ${entry.action} does.`);
  const after = copyOf(state);
  return rule(after, entry) ? after : undefined;
}

const NEW_ROW: Omit<RowState, 'status'> = { marks: {}, feedback: [], final: { value: null }, basedOn: null, version: 0, origins: [] };

type MarkChanges = Readonly<Record<string, number | Flag | null>>;

function toMarks({ marks, flags }: NonNullable<AuditEntry['after']>): MarkChanges {
  return { ...(marks as MarkChanges), ...(flags as MarkChanges | undefined) };
}

function rowOf(state: SchoolState, { entity }: AuditEntry) {
  const [, classId, studentId] = entity.split(':') as [string, string, string];
  return { classId, studentId, key: entity, row: state.rows.get(entity), room: state.classes.get(classId)! };
}

function idOf(entity: string): string {
  return entity.slice(entity.indexOf(':') + 1);
}

function finalAfter({ marks }: Pick<RowState, 'marks'>, { after }: AuditEntry): Pick<RowState, 'final' | 'basedOn'> {
  const final = after!.final as FinalState;
  return { final, basedOn: final.value === null ? null : computedOf(marks) };
}

/** `AU` says how a student is enrolled. */
export function hasGrades({ marks, feedback, final }: Pick<RowState, 'marks' | 'feedback' | 'final'>): boolean {
  return Object.keys(marks).length > 0 || feedback.length > 0 || (final.value !== null && final.value !== AUDITING);
}

/** Whether the student is in another class of the subject in the term. */
export function isTakenElsewhere({ classes, rows }: SchoolState, classId: string, studentId: string): boolean {
  const own = classes.get(classId)!;
  return [...classes].some(
    ([id, { subjectId, term }]) =>
      id !== classId && subjectId === own.subjectId && term === own.term && rows.get(rowKey(id, studentId))?.status === 'ENROLLED',
  );
}

function withSeatFreed(room: ClassState): ClassState {
  if (room.extraSeats === 0) return { ...room, seatsFree: room.seatsFree + 1 };
  return { ...room, capacity: room.capacity - 1, extraSeats: room.extraSeats - 1 };
}

function leave(state: SchoolState, entry: AuditEntry, as: 'WITHDRAWN' | 'DROPPED'): boolean {
  const { classId, key, row, room } = rowOf(state, entry);
  if (!row || room.status !== 'ACTIVE' || row.status === as || row.status === 'DROPPED') return false;
  if (entry.reason === undefined && (room.locked || room.published.length > 0)) return false;
  if (as === 'DROPPED' && !hasGrades(row)) state.rows.delete(key);
  else state.rows.set(key, { ...row, status: as, version: row.version + 1 });
  if (row.status === 'ENROLLED') state.classes.set(classId, withSeatFreed(room));
  return true;
}

function mayGrade({ status, locked, lecturerId }: ClassState, { by, reason }: AuditEntry): boolean {
  if (status !== 'ACTIVE') return false;
  return by.role === 'ADMIN' ? !locked || reason !== undefined : !locked && by.id === lecturerId;
}

function publish(state: SchoolState, entry: AuditEntry): boolean {
  const [before, after] = [entry.before!, entry.after!].map(({ publishedComponents }) => Object.keys(publishedComponents as object).sort());
  return changeClass(
    state,
    entry,
    (room) => mayGrade(room, entry) && isDeepStrictEqual(room.published, before) && { published: after as string[] },
  );
}

function setLocked(state: SchoolState, entry: AuditEntry, locked: boolean): boolean {
  return changeClass(state, entry, (room) => room.status === 'ACTIVE' && room.locked !== locked && { locked });
}

function changeClass(state: SchoolState, { entity }: AuditEntry, plan: (room: ClassState) => Partial<ClassState> | false): boolean {
  const room = state.classes.get(idOf(entity))!;
  const change = plan(room);
  if (change) state.classes.set(idOf(entity), { ...room, ...change });
  return change !== false;
}
