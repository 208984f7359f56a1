import { crowd } from '../school/crowd.js';
import type { Person } from '../school/person.js';
import { LOAD, SEATS, type PlannedClass, type School } from '../school/school.js';

/** As many as the database of one laptop keeps up with: each sends lists of whole classes. */
const DESKS = 8;
/** More than a class has seats for: the last ones have to be turned away, by number and by name. */
const WISHES = SEATS + 2;
const BROWSING = 24;
/** One of so many changes their mind. */
const CHANGES = 20;

interface Outcomes {
  readonly results: readonly { readonly studentId?: string; readonly outcome: string; readonly error?: { readonly code: string } }[];
}

/** All desks of the office enrol lists, while students look around, and some of them change their minds. */
export async function enrolmentMorning(school: School): Promise<void> {
  await Promise.all([enrolByLists(school), lookAround(school)]);
  await changeMinds(school);
}

async function enrolByLists({ admins, students, classes }: School): Promise<void> {
  await crowd(classes, DESKS, async (schoolClass, index) => {
    const desk = admins[index % admins.length]!;
    const wishing = Array.from(
      { length: Math.min(WISHES, students.length) },
      (_, place) => students[(index * SEATS + place) % students.length]!,
    );
    const body = { students: wishing.map(({ user }) => ({ code: user.code })) };
    const { body: told } = await desk.ask<Outcomes>('enrol a list', `/classes/${schoolClass.id}/students`, { method: 'POST', body });
    told.results.forEach(({ outcome, error }, line) => {
      if (outcome !== 'error') schoolClass.enrolled.set(wishing[line]!.user.id, wishing[line]!);
      else if (error?.code !== 'class_full') desk.note(`a line of a list was refused: ${JSON.stringify(error)}`);
    });
    if (schoolClass.enrolled.size !== Math.min(SEATS, wishing.length)) desk.note(`${schoolClass.enrolled.size} got a seat of ${SEATS}`);
  });
}

async function lookAround({ students, term }: School): Promise<void> {
  await crowd(students, BROWSING, async (student, index) => {
    await student.ask('own profile', '/me');
    if (index % LOAD === 0) await student.ask('subjects', '/subjects?limit=100');
    await student.ask('own classes of the term', `/classes?term=${term}`);
  });
}

/** Leaves a class for another one with a free seat: one that somebody else has just left, if there is any. */
async function changeMinds({ admins, classes }: School): Promise<void> {
  await crowd(classes, DESKS, async (schoolClass, index) => {
    if (index % CHANGES !== 0) return;
    const desk = admins[index % admins.length]!;
    const [student] = schoolClass.enrolled.values();
    if (student) await move(desk, student, schoolClass, classes[(index + 1) % classes.length]!);
  });
}

async function move(desk: Person, student: Person, from: PlannedClass, to: PlannedClass): Promise<void> {
  const path = (schoolClass: PlannedClass) => `/classes/${schoolClass.id}/students/${student.user.id}`;
  await desk.ask('withdraw', path(from), { method: 'DELETE' });
  from.enrolled.delete(student.user.id);
  if (to.enrolled.has(student.user.id)) return;
  const { status } = await desk.ask('enrol one', path(to), { method: 'PUT', expected: [200, 201, 409] });
  if (status !== 409) to.enrolled.set(student.user.id, student);
}
