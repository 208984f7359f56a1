import type { INestApplicationContext } from '@nestjs/common';
import { createApp } from '../../src/app/create-app.js';
import { loadEngine } from '../../src/persistence/engine.js';
import { Log } from '../../src/core/logging/log.js';
import { Config } from '../../src/config/config.js';
import type { User } from '../../src/features/users/user.js';
import type { LocalCognito } from '../cognito/server.js';
import { SUBJECTS, TERMS } from './curriculum.js';
import { markOf } from './marks.js';
import { Office } from './office.js';
import { addPeople, DEMO_ACCOUNTS, DEMO_PASSWORD, demoPeople } from './people.js';

/** Told how far the loading is. */
export type Progress = (done: number, of: number, what: string) => void;

const CLASSES_PER_TERM = 10;
/** With ten classes a term, every student is in two of the three terms. */
const STUDENTS_PER_CLASS = 16;
/** The current term is the second; by then its classes are in all states, from no mark entered to locked. */
const CURRENT_TERM = 1;

interface Row {
  studentId: string;
  version: number;
}

interface Planned {
  readonly term: number;
  readonly number: number;
  readonly id: string;
  readonly components: readonly { key: string }[];
  readonly maximum: number;
}

/**
 * Fills an empty school: people, terms, subjects, classes, who is in them, and marks. Through an app of its own, which tells the log nothing of what it is
 * asked.
 */
export async function loadDemoSchool(config: Config, pool: LocalCognito, progress: Progress): Promise<void> {
  const app = await createApp(config, await loadEngine(config), new Log('warn', config.logFormat));
  await app.listen(0, '127.0.0.1');
  await fill(app, await app.getUrl(), pool, progress);
  await app.close();
}

async function fill(app: INestApplicationContext, url: string, pool: LocalCognito, progress: Progress): Promise<void> {
  const people = demoPeople();
  const classCount = TERMS.length * CLASSES_PER_TERM;
  const total = people.length + classCount * 4;
  let done = 0;
  const step = (what: string, steps = 1) => {
    done += steps;
    if (done % 20 < steps || done === total) progress(done, total, what);
  };

  const users = await addPeople(app, pool, people, () => step('people'));
  const lecturers = users.filter(({ role }) => role === 'LECTURER');
  const students = users.filter(({ role }) => role === 'STUDENT');
  const office = await Office.signIn(url, app.get(Config), DEMO_ACCOUNTS[0]!.email, DEMO_PASSWORD);

  for (const term of TERMS) await office.post('/terms', term);
  const subjectIds = await Promise.all(SUBJECTS.map(async (subject) => (await office.post<{ id: string }>('/subjects', subject)).id));
  const classes = Array.from({ length: classCount }, (_, index) => ({
    term: Math.floor(index / CLASSES_PER_TERM),
    number: index % CLASSES_PER_TERM,
  }));
  for (const place of classes) {
    const planned = await openClass(office, place, subjectIds, lecturers);
    await enrolStudents(office, planned, students);
    step('classes and students', 2);
    await enterMarks(office, planned);
    step('marks', 2);
  }
}

async function openClass(
  office: Office,
  place: Pick<Planned, 'term' | 'number'>,
  subjectIds: string[],
  lecturers: User[],
): Promise<Planned> {
  const { term, number } = place;
  const subject = (number + term * 4) % SUBJECTS.length;
  const made = await office.post<Planned>('/classes', {
    code: `${SUBJECTS[subject]!.code}-${String(number + 1).padStart(2, '0')}`,
    term: TERMS[term]!.code,
    subjectId: subjectIds[subject],
    lecturerId: lecturers[number % lecturers.length]!.id,
    room: `${String.fromCharCode(65 + (number % 4))}${201 + number}`,
    capacity: 40,
  });
  return { ...made, ...place, maximum: SUBJECTS[subject]!.gradingScale === 'vn-10' ? 10 : 100 };
}

async function enrolStudents(office: Office, { term, number, id }: Planned, students: readonly User[]): Promise<void> {
  // Each term begins where the one before ended; the first student is in every class of the first lecturer.
  const start = (term * CLASSES_PER_TERM + number) * STUDENTS_PER_CLASS;
  const chosen = new Set(Array.from({ length: STUDENTS_PER_CLASS }, (_, index) => students[(start + index) % students.length]!.id));
  if (number % 6 === 0) chosen.add(students[0]!.id);
  await office.post(`/classes/${id}/students`, { students: [...chosen].map((studentId) => ({ id: studentId })) });
}

/** Marks of a past term are all there and published; those of the current one are under way; those of the next one are to come. */
async function enterMarks(office: Office, planned: Planned): Promise<void> {
  const { term, number, id, components } = planned;
  const entered = term < CURRENT_TERM ? components : term > CURRENT_TERM ? [] : components.slice(0, number % (components.length + 1));
  if (entered.length === 0) return;
  const { rows } = await office.get<{ rows: Row[] }>(`/classes/${id}/scores`);
  await office.patch(`/classes/${id}/scores`, {
    rows: rows.map(({ studentId, version }, index) => ({
      studentId,
      version,
      marks: Object.fromEntries(entered.map(({ key }, component) => [key, markOf({ ...planned, student: index, component })])),
    })),
  });
  const published = term < CURRENT_TERM ? entered : entered.slice(0, number % 3);
  for (const { key } of published) await office.post(`/classes/${id}/components/${key}/publish`);
  if (term < CURRENT_TERM || number === 7) await office.post(`/classes/${id}/scores/lock`);
  if (term < CURRENT_TERM && number < 5) await office.post(`/classes/${id}/archive`);
}
