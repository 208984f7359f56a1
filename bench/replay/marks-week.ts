import { crowd, dice } from '../school/crowd.js';
import type { PlannedClass, School } from '../school/school.js';

const LECTURERS_AT_ONCE = 12;
/** In one of so many classes somebody saves from a second window that shows what was before. */
const SECOND_WINDOWS = 10;

interface Row {
  readonly studentId: string;
  readonly version: number;
  readonly status: string;
}
interface Saved {
  readonly results: readonly { readonly studentId: string; readonly outcome: string; readonly row?: Row }[];
}

/** Every lecturer marks every class, component by component, and publishes. */
export async function marksWeek({ classes }: School): Promise<void> {
  const random = dice(2026);
  await crowd(classes, LECTURERS_AT_ONCE, async (schoolClass, index) => {
    for (const { key } of schoolClass.components) {
      await mark(schoolClass, key, random);
      if (index % SECOND_WINDOWS === 0) await markTwiceAtOnce(schoolClass, key, random);
      const path = `/classes/${schoolClass.id}/components/${key}/publish`;
      await schoolClass.lecturer.ask('publish', path, { method: 'POST', body: {} });
    }
  });
}

async function mark(schoolClass: PlannedClass, key: string, random: () => number): Promise<void> {
  const rows = await rowsOf(schoolClass);
  if (rows.length !== schoolClass.enrolled.size) {
    schoolClass.lecturer.note(`the gradebook has ${rows.length} rows, and ${schoolClass.enrolled.size} were enrolled`);
  }
  const marks = new Map(rows.map(({ studentId }) => [studentId, markUpTo(schoolClass.maximum, random)]));
  await save(schoolClass, key, rows, marks);
}

/** Two windows with the same gradebook: each row is saved from one of them, and the other is told. */
async function markTwiceAtOnce(schoolClass: PlannedClass, key: string, random: () => number): Promise<void> {
  const rows = await rowsOf(schoolClass);
  const wish = () => new Map(rows.map(({ studentId }) => [studentId, markUpTo(schoolClass.maximum, random)]));
  const outcomes = await Promise.all([save(schoolClass, key, rows, wish()), save(schoolClass, key, rows, wish())]);
  for (const { studentId } of rows) {
    const told = outcomes.map((outcome) => outcome.get(studentId));
    if (told.filter((outcome) => outcome === 'saved').length > 1)
      schoolClass.lecturer.note(`a row was overwritten unseen: ${told.join(', ')}`);
  }
}

async function rowsOf({ id, lecturer }: PlannedClass): Promise<Row[]> {
  const { body } = await lecturer.ask<{ rows: Row[] }>('gradebook', `/classes/${id}/scores`);
  return body.rows.filter(({ status }) => status === 'ENROLLED');
}

async function save(
  schoolClass: PlannedClass,
  key: string,
  rows: readonly Row[],
  marks: ReadonlyMap<string, number>,
): Promise<Map<string, string>> {
  const { id, lecturer } = schoolClass;
  const body = { rows: rows.map(({ studentId, version }) => ({ studentId, version, marks: { [key]: marks.get(studentId)! } })) };
  const { body: told } = await lecturer.ask<Saved>('save a class', `/classes/${id}/scores`, { method: 'PATCH', body });
  for (const { studentId, outcome } of told.results) {
    if (outcome === 'saved') schoolClass.marks.set(studentId, { ...schoolClass.marks.get(studentId), [key]: marks.get(studentId)! });
    else if (outcome === 'error') lecturer.note(`a row of ${id} was refused: ${JSON.stringify(told)}`);
  }
  return new Map(told.results.map(({ studentId, outcome }) => [studentId, outcome]));
}

/** Quarters of a point out of 10, whole points out of 100. */
function markUpTo(maximum: number, random: () => number): number {
  return maximum === 10 ? Math.round(random() * 40) / 4 : Math.round(random() * 100);
}
