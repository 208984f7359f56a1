import { isDeepStrictEqual } from 'node:util';
import { OFFICE, type StaffMember } from './model-school.js';
import { AUDITING, hasGrades, isTakenElsewhere } from './rules.js';
import { type At, type DrawnMarks, type Outcome, type Place, placeOf, type Scene, versionOf } from './scene.js';
import { type ClassState, computedOf, type FinalState } from './state.js';

// The outcome of a request if nothing else happens at the same time, as the rules of the school say.

interface DrawnEnrolment extends At {
  readonly overload: boolean;
  readonly auditing?: boolean;
  readonly reason?: string;
}

export function expectEnrolment({ overload, auditing, reason, ...at }: DrawnEnrolment, scene: Scene): Outcome {
  const { classId, studentId, schoolClass, row } = placeOf(scene, at);
  if (overload && reason === undefined) return ['validation_failed'];
  if (row?.status === 'ENROLLED') {
    const isAuditing = row.final.value === AUDITING;
    return [(auditing ?? isAuditing) === isAuditing ? 'unchanged' : 'already_enrolled'];
  }
  if (schoolClass.status === 'ARCHIVED') return ['class_archived'];
  if (scene.state.disabled.has(studentId)) return ['student_disabled'];
  const mayRepeat = reason !== undefined || schoolClass.repeatable;
  if (!mayRepeat && isTakenElsewhere(scene.state, classId, studentId)) return ['subject_taken'];
  return [schoolClass.seatsFree > 0 || overload ? 'changed' : 'class_full'];
}

export function expectListEnrolment({ room, students }: { room: number; students: readonly number[] }, scene: Scene): Outcome {
  const { schoolClass } = placeOf(scene, { room, student: 0 });
  if (schoolClass.status === 'ARCHIVED') return ['class_archived'];
  let { seatsFree } = schoolClass;
  return students.map((student) => {
    const { classId, studentId, row } = placeOf(scene, { room, student });
    if (row?.status === 'ENROLLED') return 'already_enrolled';
    if (scene.state.disabled.has(studentId)) return 'student_disabled';
    if (!schoolClass.repeatable && isTakenElsewhere(scene.state, classId, studentId)) return 'subject_taken';
    seatsFree -= 1;
    return seatsFree < 0 ? 'class_full' : 'enrolled';
  });
}

export function expectRemoval({ as, reason, ...at }: At & { as?: 'dropped' | 'withdrawn'; reason?: string }, scene: Scene): Outcome {
  const { row, schoolClass } = placeOf(scene, at);
  const isPublished = schoolClass.published.length > 0;
  if (!row) return ['enrolment_not_found'];
  if (row.status !== 'ENROLLED' && (as === undefined || row.status === as.toUpperCase())) return ['unchanged'];
  const isDrop = (as ?? (isPublished ? 'withdrawn' : 'dropped')) === 'dropped';
  if (!isDrop && row.status === 'DROPPED') return ['not_enrolled'];
  if (schoolClass.status === 'ARCHIVED') return ['class_archived'];
  return [(schoolClass.locked || isPublished) && reason === undefined ? 'validation_failed' : 'changed'];
}

export function expectMove({ room, to, student, reason }: At & { to: number; reason?: string }, scene: Scene): Outcome {
  const [old, other] = [placeOf(scene, { room, student }), placeOf(scene, { room: to, student })];
  const classes = [old.schoolClass, other.schoolClass];
  if (room === to) return ['validation_failed'];
  if (!old.row && other.row?.status === 'ENROLLED' && other.row.origins.at(-1) === old.classId) return ['unchanged'];
  if (!old.row) return ['enrolment_not_found'];
  if (old.row.status !== 'ENROLLED') return ['not_enrolled'];
  if (old.schoolClass.subjectId !== other.schoolClass.subjectId) return ['other_subject'];
  if (other.row?.status === 'ENROLLED') return ['already_enrolled'];
  if (classes.some(({ status }) => status === 'ARCHIVED')) return ['class_archived'];
  if (classes.some(({ locked }) => locked) && reason === undefined) return ['validation_failed'];
  if (other.row && hasGrades(other.row)) return ['row_has_marks'];
  if (scene.state.disabled.has(old.studentId)) return ['student_disabled'];
  return [other.schoolClass.seatsFree > 0 ? 'changed' : 'class_full'];
}

interface Grading {
  readonly by: StaffMember;
  readonly room: number;
  readonly reason?: string;
}

interface DrawnRow {
  readonly student: number;
  readonly marks: DrawnMarks;
  readonly behind: number;
}

export function expectMarks(drawn: Grading & DrawnRow, scene: Scene): Outcome {
  const refusal = refusalOfGrading(drawn, scene);
  if (refusal) return [refusal];
  const place = placeOf(scene, drawn);
  return [place.row ? outcomeOfMarks(place, drawn).replace('saved', 'changed') : 'enrolment_not_found'];
}

export function expectManyMarks({ rows, ...drawn }: Grading & { rows: readonly DrawnRow[] }, scene: Scene): Outcome {
  const refusal = refusalOfGrading(drawn, scene);
  if (refusal) return [refusal];
  return rows.map((row) => {
    const place = placeOf(scene, { room: drawn.room, student: row.student });
    return place.row ? outcomeOfMarks(place, row) : 'unknown_reference';
  });
}

export function expectFinal({ final, behind, ...drawn }: Grading & At & { final: object; behind: number }, scene: Scene): Outcome {
  const refusal = isOfOffice(drawn.by) ? undefined : refusalOfGrading(drawn, scene);
  const { row, ...place } = placeOf(scene, drawn);
  if (refusal) return [refusal];
  if (!row) return ['enrolment_not_found'];
  if (row.status !== 'ENROLLED') return ['not_enrolled'];
  const { value } = toFinalState(final);
  if (!isOfOffice(drawn.by) && [value, row.final.value].includes(AUDITING)) return ['forbidden'];
  const isBasedOnSame = value === null || row.basedOn === computedOf(row.marks);
  if (isDeepStrictEqual(toFinalState(final), row.final) && isBasedOnSame) return ['unchanged'];
  return [versionOf({ row, ...place }, behind) === row.version ? 'changed' : 'stale'];
}

export function expectPublication(
  { component, isPublication, ...drawn }: Grading & { component: string; isPublication: boolean },
  scene: Scene,
): Outcome {
  const { published } = placeOf(scene, { ...drawn, student: 0 }).schoolClass;
  return [refusalOfGrading(drawn, scene) ?? changedIf(published.includes(component) !== isPublication)];
}

export function expectLock({ by, room, locks }: { by: StaffMember; room: number; locks: boolean }, scene: Scene): Outcome {
  const { schoolClass } = placeOf(scene, { room, student: 0 });
  if (!mayRun(by, schoolClass, scene)) return ['class_not_found'];
  return [schoolClass.status === 'ARCHIVED' ? 'class_archived' : changedIf(schoolClass.locked !== locks)];
}

export function expectArchive({ room, archives }: { room: number; archives: boolean }, scene: Scene): Outcome {
  const { status } = placeOf(scene, { room, student: 0 }).schoolClass;
  return [changedIf((status === 'ARCHIVED') !== archives)];
}

export function expectStatus({ student, disables }: { student: number; disables: boolean }, { school, state }: Scene): Outcome {
  return [changedIf(state.disabled.has(school.studentIds[student]!) !== disables)];
}

function changedIf(isChanged: boolean): string {
  return isChanged ? 'changed' : 'unchanged';
}

function isOfOffice(by: StaffMember): boolean {
  return (OFFICE as readonly string[]).includes(by);
}

function mayRun(by: StaffMember, { lecturerId }: ClassState, { school }: Scene): boolean {
  return isOfOffice(by) || school.idOf(by) === lecturerId;
}

function refusalOfGrading({ by, room, reason }: Grading, scene: Scene): string | undefined {
  const { schoolClass } = placeOf(scene, { room, student: 0 });
  if (!mayRun(by, schoolClass, scene)) return 'class_not_found';
  if (schoolClass.status === 'ARCHIVED') return 'class_archived';
  if (!schoolClass.locked) return undefined;
  if (!isOfOffice(by)) return 'gradebook_locked';
  return reason === undefined ? 'validation_failed' : undefined;
}

function outcomeOfMarks(place: Place, { marks, behind }: DrawnRow): string {
  const row = place.row!;
  if (row.status !== 'ENROLLED') return 'not_enrolled';
  if (Object.entries(marks).every(([key, mark]) => (row.marks[key] ?? null) === mark)) return 'unchanged';
  return versionOf(place, behind) === row.version ? 'saved' : 'stale';
}

function toFinalState(drawn: object): FinalState {
  const { result, notation, incomplete } = drawn as { result?: number | null; notation?: string; incomplete?: object };
  return incomplete ? { value: 'I', ...incomplete } : { value: notation ?? result ?? null };
}
