import { forEachConcurrent } from '../school/concurrent.js';
import type { Person } from '../school/person.js';
import { LOAD, type PlannedClass, type School, SEATS } from '../school/seed-school.js';

/** As many as the database of a laptop can serve: each sends lists of whole classes. */
const DESKS = 8;
/** More than a class has seats: the last ones must be refused, by number and by name. */
const WISHES = SEATS + 2;
const BROWSING = 24;
/** One class in so many has a student who changes their mind. */
const CHANGES = 20;

interface Outcomes {
  readonly results: readonly { readonly studentId?: string; readonly outcome: string; readonly error?: { readonly code: string } }[];
}

/** All admins enrol lists while students look around, then some students change classes. */
export async function enrolmentMorning(school: School): Promise<void> {
  await Promise.all([enrolByLists(school), lookAround(school)]);
  await changeMinds(school);
}

async function enrolByLists({ admins, students, classes }: School): Promise<void> {
  await forEachConcurrent(classes, DESKS, async (schoolClass, index) => {
    const desk = admins[index % admins.length]!;
    const wishing = Array.from(
      { length: Math.min(WISHES, students.length) },
      (_, place) => students[(index * SEATS + place) % students.length]!,
    );
    const body = { students: wishing.map(({ user }) => ({ code: user.code })) };
    const { body: answer } = await desk.request<Outcomes>('enrol a list', `/classes/${schoolClass.id}/students`, { method: 'POST', body });
    answer.results.forEach(({ outcome, error }, line) => {
      if (outcome !== 'error') schoolClass.enrolled.set(wishing[line]!.user.id, wishing[line]!);
      else if (error?.code !== 'class_full') desk.note(`a line of a list was refused: ${JSON.stringify(error)}`);
    });
    if (schoolClass.enrolled.size !== Math.min(SEATS, wishing.length)) desk.note(`${schoolClass.enrolled.size} got a seat of ${SEATS}`);
  });
}

async function lookAround({ students, term }: School): Promise<void> {
  await forEachConcurrent(students, BROWSING, async (student, index) => {
    await student.request('own profile', '/me');
    if (index % LOAD === 0) await student.request('subjects', '/subjects?limit=100');
    await student.request('own classes of the term', `/classes?term=${term}`);
  });
}

/** Leaves a class for another one with a free seat: one that another student has just left, if there is one. */
async function changeMinds({ admins, classes }: School): Promise<void> {
  await forEachConcurrent(classes, DESKS, async (schoolClass, index) => {
    if (index % CHANGES !== 0) return;
    const desk = admins[index % admins.length]!;
    const [student] = schoolClass.enrolled.values();
    if (student) await move(desk, student, schoolClass, classes[(index + 1) % classes.length]!);
  });
}

async function move(desk: Person, student: Person, from: PlannedClass, to: PlannedClass): Promise<void> {
  const path = (schoolClass: PlannedClass) => `/classes/${schoolClass.id}/students/${student.user.id}`;
  await desk.request('withdraw', path(from), { method: 'DELETE' });
  from.enrolled.delete(student.user.id);
  if (to.enrolled.has(student.user.id)) return;
  const { status } = await desk.request('enrol one', path(to), { method: 'PUT', expected: [200, 201, 409] });
  if (status !== 409) to.enrolled.set(student.user.id, student);
}
