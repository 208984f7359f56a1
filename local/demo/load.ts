import type { INestApplicationContext } from '@nestjs/common';
import { createApp } from '../../src/app/create-app.js';
import { Config } from '../../src/config/config.js';
import { Log } from '../../src/core/logging/log.js';
import type { User } from '../../src/features/users/user.js';
import { loadEngine } from '../../src/persistence/engine.js';
import type { LocalCognito } from '../cognito/server.js';
import { AdminClient } from './admin-client.js';
import { DEMO_SUBJECTS, GERMAN_SCALE, TERMS } from './curriculum.js';
import { markOf } from './marks.js';
import { addPeople, DEMO_ACCOUNTS, DEMO_PASSWORD, demoPeople } from './people.js';
import { addSpecialCases, isSpecialClass, withSpecialMarks } from './special-cases.js';

/** Receives the progress of loading. */
export type Progress = (done: number, of: number, what: string) => void;

const CLASSES_PER_TERM = 10;
/** With ten classes per term, every student is in two of the three terms. */
const STUDENTS_PER_CLASS = 16;
/** The second term is the current one. Its classes are in all states, from no marks to locked. */
const CURRENT_TERM = 1;

interface Row {
  studentId: string;
  studentCode: string;
  version: number;
}

interface Planned {
  readonly term: number;
  readonly number: number;
  readonly id: string;
  readonly subjectId: string;
  readonly components: readonly { key: string; bonus?: true }[];
  readonly gradingScale: string;
}

/**
 * Fills an empty school with users, terms, subjects, classes, enrolments and marks. Uses a separate app that does not log requests.
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
  const admin = await AdminClient.signIn(url, app.get(Config), DEMO_ACCOUNTS[0]!.email, DEMO_PASSWORD);

  for (const term of TERMS) await admin.post('/terms', term);
  await admin.post('/grading-scales', GERMAN_SCALE);
  const subjectIds = await Promise.all(DEMO_SUBJECTS.map(async (subject) => (await admin.post<{ id: string }>('/subjects', subject)).id));
  const classes = Array.from({ length: classCount }, (_, index) => ({
    term: Math.floor(index / CLASSES_PER_TERM),
    number: index % CLASSES_PER_TERM,
  }));
  for (const place of classes) {
    const planned = await openClass(admin, place, subjectIds, lecturers);
    await enrolStudents(admin, planned, students);
    step('classes and students', 2);
    await enterMarks(admin, planned);
    step('marks', 2);
    if (place.term === CURRENT_TERM && place.number === 1) await changeRoster(admin, planned, lecturers);
    if (isSpecialClass(place)) await addSpecialCases(admin, planned.id);
  }
  await recogniseCredits(admin, students[0]!);
}

/** The first student has studied elsewhere before. */
async function recogniseCredits(admin: AdminClient, { id }: User): Promise<void> {
  await admin.post(`/students/${id}/external-results`, {
    title: 'Discrete Mathematics',
    institution: 'University of Ljubljana',
    credits: 7.5,
    result: '9 of 10',
    term: 'Spring 2025',
    reason: 'Certificate of 1 July 2025',
  });
}

async function openClass(
  admin: AdminClient,
  place: Pick<Planned, 'term' | 'number'>,
  subjectIds: string[],
  lecturers: User[],
): Promise<Planned> {
  const { term, number } = place;
  const subject = (number + term * 4) % DEMO_SUBJECTS.length;
  const created = await admin.post<Planned>('/classes', {
    code: `${DEMO_SUBJECTS[subject]!.code}-${String(number + 1).padStart(2, '0')}`,
    term: TERMS[term]!.code,
    subjectId: subjectIds[subject],
    lecturerId: lecturers[number % lecturers.length]!.id,
    room: `${String.fromCharCode(65 + (number % 4))}${201 + number}`,
    capacity: 40,
  });
  return { ...created, ...place, subjectId: subjectIds[subject]! };
}

async function enrolStudents(admin: AdminClient, { term, number, id }: Planned, students: readonly User[]): Promise<void> {
  // Each term starts with the student after the last one of the previous term. The first student is in every class of the first lecturer.
  const start = (term * CLASSES_PER_TERM + number) * STUDENTS_PER_CLASS;
  const chosen = new Set(Array.from({ length: STUDENTS_PER_CLASS }, (_, index) => students[(start + index) % students.length]!.id));
  if (number % 6 === 0) chosen.add(students[0]!.id);
  await admin.post(`/classes/${id}/students`, { students: [...chosen].map((studentId) => ({ id: studentId })) });
}

/** One student moves to a second class of the subject, with the marks so far. Another one was enrolled by mistake, and is dropped. */
async function changeRoster(admin: AdminClient, { term, number, id, subjectId }: Planned, lecturers: readonly User[]): Promise<void> {
  const second = await admin.post<Planned>('/classes', {
    code: `${DEMO_SUBJECTS[(number + term * 4) % DEMO_SUBJECTS.length]!.code}-B`,
    term: TERMS[term]!.code,
    subjectId,
    lecturerId: lecturers[number % lecturers.length]!.id,
    capacity: 20,
  });
  const { rows } = await admin.get<{ rows: Row[] }>(`/classes/${id}/scores`);
  const [moved, dropped] = rows.slice(-2).map(({ studentId }) => `/classes/${id}/students/${studentId}`);
  await admin.post(`${moved}/move`, { toClassId: second.id, reason: 'Works in the mornings' });
  await admin.post(`${dropped}/remove`, { as: 'dropped', reason: 'Enrolled by mistake' });
}

/** A past term has all marks, published; the current term has some; the next term has none. */
async function enterMarks(admin: AdminClient, planned: Planned): Promise<void> {
  const { term, number, id, components } = planned;
  const entered = term < CURRENT_TERM ? components : term > CURRENT_TERM ? [] : components.slice(0, number % (components.length + 1));
  if (entered.length === 0) return;
  const { rows } = await admin.get<{ rows: Row[] }>(`/classes/${id}/scores`);
  const regular = entered.filter(({ bonus }) => !bonus);
  await admin.patch(`/classes/${id}/scores`, {
    rows: rows.map(({ studentId, studentCode, version }, index) => {
      const marks = Object.fromEntries(regular.map(({ key }, component) => [key, markOf({ ...planned, student: index, component })]));
      return { studentId, version, ...(isSpecialClass(planned) ? withSpecialMarks(studentCode, marks) : { marks }) };
    }),
  });
  const published = term < CURRENT_TERM ? entered : entered.slice(0, number % 3);
  for (const { key } of published) await admin.post(`/classes/${id}/components/${key}/publish`);
  if (term < CURRENT_TERM || number === 7) await admin.post(`/classes/${id}/scores/lock`);
  if (term < CURRENT_TERM && number < 5) await admin.post(`/classes/${id}/archive`);
}
