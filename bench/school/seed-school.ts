import type { INestApplicationContext } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { SUBJECTS, TERMS } from '../../local/demo/curriculum.js';
import { nameOf } from '../../local/demo/names.js';
import type { Actor, Role } from '../../src/auth/actor.js';
import { AuditTrail } from '../../src/features/audit/audit-trail.js';
import { initialUserState, type User, userEntity } from '../../src/features/users/user.js';
import { UsersRepository } from '../../src/features/users/users.repository.js';
import { forEachConcurrent } from './concurrent.js';
import { Person, type Place } from './person.js';

const STUDENTS_PER_LECTURER = 20;
const STUDENTS_PER_ADMIN = 500;
/** How many classes a student takes. */
export const LOAD = 5;
export const SEATS = 30;
const AT_ONCE = 32;
const TERM = TERMS[1]!;

/** The expected state of a class: its students and their last saved marks. */
export interface PlannedClass {
  readonly id: string;
  readonly subjectId: string;
  readonly lecturer: Person;
  readonly components: readonly { readonly key: string }[];
  readonly maximum: number;
  /** The students who got a seat, according to the answers. */
  readonly enrolled: Map<string, Person>;
  /** By student and component. */
  readonly marks: Map<string, Record<string, number>>;
}

export interface School {
  readonly term: string;
  readonly admins: readonly Person[];
  readonly lecturers: readonly Person[];
  readonly students: readonly Person[];
  readonly classes: readonly PlannedClass[];
}

/** Seeds a school with users, subjects and classes. Users go straight into the database, without invitations. */
export async function seedSchool(app: INestApplicationContext, place: Place, studentCount: number): Promise<School> {
  const admit = (role: Role, count: number) =>
    people(app, role, Math.max(1, Math.ceil(count))).then((users) => users.map((user) => new Person(place, user)));
  const [admins, lecturers, students] = await Promise.all([
    admit('ADMIN', studentCount / STUDENTS_PER_ADMIN),
    admit('LECTURER', studentCount / STUDENTS_PER_LECTURER),
    admit('STUDENT', studentCount),
  ]);
  const office = admins[0]!;
  const made = async <T>(kind: string, path: string, body: object) => (await office.request<T>(kind, path, { method: 'POST', body })).body;
  await made('make a term', '/terms', TERM);
  const subjects = await Promise.all(
    SUBJECTS.map((subject) => made<{ id: string }>('make a subject', '/subjects', { ...subject, repeatable: true })),
  );

  const classes: PlannedClass[] = [];
  await forEachConcurrent(Array.from({ length: Math.ceil((studentCount * LOAD) / SEATS) }), AT_ONCE, async (_, index) => {
    const subject = index % SUBJECTS.length;
    const lecturer = lecturers[index % lecturers.length]!;
    const body = {
      code: `${SUBJECTS[subject]!.code}-${String(index).padStart(4, '0')}`,
      term: TERM.code,
      subjectId: subjects[subject]!.id,
      lecturerId: lecturer.user.id,
      capacity: SEATS,
    };
    const { id } = await made<{ id: string }>('make a class', '/classes', body);
    const { components, gradingScale } = SUBJECTS[subject]!;
    const maximum = gradingScale === 'vn-10' ? 10 : 100;
    classes[index] = { id, subjectId: body.subjectId, lecturer, components, maximum, enrolled: new Map(), marks: new Map() };
  });
  return { term: TERM.code, admins, lecturers, students, classes };
}

async function people(app: INestApplicationContext, role: Role, count: number): Promise<User[]> {
  const [repository, audit] = [app.get(UsersRepository, { strict: false }), app.get(AuditTrail, { strict: false })];
  const at = new Date().toISOString();
  const users = Array.from({ length: count }, (_, index): User => {
    const code = `${role.charAt(0)}-${String(index + 1).padStart(6, '0')}`;
    return {
      id: randomUUID(),
      email: `${code.toLowerCase()}@example.edu`,
      role,
      code,
      ...nameOf(index),
      status: 'ACTIVE',
      ...initialUserState(at),
    };
  });
  const by: Actor = { id: randomUUID(), role: 'ADMIN', tokenIssuedAt: at };
  await forEachConcurrent(users, AT_ONCE, (user) =>
    repository.create(user, { audit: audit.entry(by, { entity: userEntity(user.id), action: 'user.invited' }) }),
  );
  return users;
}
