import { forEachConcurrent, seededRandom } from '../school/concurrent.js';
import type { PlannedClass, School } from '../school/seed-school.js';

const LECTURERS_AT_ONCE = 12;
/** In one of so many classes the lecturer saves from a second window with outdated rows. */
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
  const random = seededRandom(2026);
  await forEachConcurrent(classes, LECTURERS_AT_ONCE, async (schoolClass, index) => {
    for (const { key } of schoolClass.components) {
      await mark(schoolClass, key, random);
      if (index % SECOND_WINDOWS === 0) await markTwiceAtOnce(schoolClass, key, random);
      const path = `/classes/${schoolClass.id}/components/${key}/publish`;
      await schoolClass.lecturer.request('publish', path, { method: 'POST', body: {} });
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

/** Two windows with the same gradebook: each row is saved from one window, and the other one gets a conflict. */
async function markTwiceAtOnce(schoolClass: PlannedClass, key: string, random: () => number): Promise<void> {
  const rows = await rowsOf(schoolClass);
  const wish = () => new Map(rows.map(({ studentId }) => [studentId, markUpTo(schoolClass.maximum, random)]));
  const outcomes = await Promise.all([save(schoolClass, key, rows, wish()), save(schoolClass, key, rows, wish())]);
  for (const { studentId } of rows) {
    const results = outcomes.map((outcome) => outcome.get(studentId));
    if (results.filter((outcome) => outcome === 'saved').length > 1)
      schoolClass.lecturer.note(`a row was overwritten without a conflict: ${results.join(', ')}`);
  }
}

async function rowsOf({ id, lecturer }: PlannedClass): Promise<Row[]> {
  const { body } = await lecturer.request<{ rows: Row[] }>('gradebook', `/classes/${id}/scores`);
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
  const { body: answer } = await lecturer.request<Saved>('save a class', `/classes/${id}/scores`, { method: 'PATCH', body });
  for (const { studentId, outcome } of answer.results) {
    if (outcome === 'saved') schoolClass.marks.set(studentId, { ...schoolClass.marks.get(studentId), [key]: marks.get(studentId)! });
    else if (outcome === 'error') lecturer.note(`a row of ${id} was refused: ${JSON.stringify(answer)}`);
  }
  return new Map(answer.results.map(({ studentId, outcome }) => [studentId, outcome]));
}

/** Quarters of a point out of 10, whole points out of 100. */
function markUpTo(maximum: number, random: () => number): number {
  return maximum === 10 ? Math.round(random() * 40) / 4 : Math.round(random() * 100);
}
