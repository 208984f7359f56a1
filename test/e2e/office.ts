import type { SchoolClass } from '../../src/classes/school-class.js';
import type { User } from '../../src/users/user.js';
import { UsersRepository } from '../../src/users/users.repository.js';
import { aCode } from '../builders.js';
import { expected, type Answer, type Client, type School } from '../harness.js';

/** A class as the API tells it to the office. */
export interface ClassBody extends Pick<SchoolClass, 'id' | 'code' | 'term' | 'room' | 'capacity' | 'status' | 'version'> {
  lecturer: { id: string };
  subject: { id: string; name: string };
  enrolledCount: number;
  gradingStarted?: boolean;
}

export const COMPONENTS = [
  { key: 'midterm', name: 'Midterm', weight: 40 },
  { key: 'final', name: 'Final', weight: 60 },
];

/** The registrar's office at its desk: adds valid things through the API, in which a test states only what matters. */
export class Office {
  private constructor(
    readonly admin: Client,
    private readonly school: School,
    /** Where classes are put, and what of, unless said otherwise. */
    readonly usual: { term: string; subject: { id: string; code: string }; lecturer: { user: User; client: Client } },
  ) {}

  static async open(school: School): Promise<Office> {
    const admin = school.asSome('ADMIN');
    const lecturer = await school.person({ role: 'LECTURER', givenName: 'Bình', familyName: 'Trần' });
    return new Office(admin, school, { term: await addTerm(admin), subject: await addSubject(admin), lecturer });
  }

  addTerm(): Promise<string> {
    return addTerm(this.admin);
  }

  addSubject(asked: object = {}): Promise<{ id: string; code: string }> {
    return addSubject(this.admin, asked);
  }

  addClass(asked: object = {}): Promise<ClassBody> {
    return made(this.admin.post('/classes', this.aClassToAdd(asked)));
  }

  aClassToAdd(asked: object = {}): object {
    const { term, subject, lecturer } = this.usual;
    return { code: aCode('C'), term, subjectId: subject.id, lecturerId: lecturer.user.id, capacity: 30, ...asked };
  }

  lecturer(user: Partial<User> = {}): Promise<{ user: User; client: Client }> {
    return this.school.person({ role: 'LECTURER', ...user });
  }

  async enrol({ id }: { id: string }, student: User): Promise<void> {
    const { status, body } = await this.admin.put(`/classes/${id}/students/${student.id}`);
    if (status >= 300) throw new Error(`The student was not enrolled: ${JSON.stringify(body)}`);
  }

  async withdraw({ id }: { id: string }, student: User): Promise<void> {
    const { status, body } = await this.admin.delete(`/classes/${id}/students/${student.id}`);
    if (status >= 300) throw new Error(`The student was not withdrawn: ${JSON.stringify(body)}`);
  }

  async openRelations({ id }: User): Promise<number> {
    return (await this.school.part(UsersRepository).read(id, { consistent: true }))!.openRelations;
  }
}

async function made<T>(call: Promise<Answer>): Promise<T> {
  const { status, body } = await call;
  if (status !== 201) throw new Error(`Not made, but ${status}: ${JSON.stringify(body)}`);
  return body as T;
}

async function addTerm(admin: Client): Promise<string> {
  // It ends when nobody runs these tests any more: what happens a year after a term is for tests that say so.
  const term = { code: aCode('T'), title: 'Autumn', startDate: '2026-09-01', endDate: '2099-01-15' };
  return (await made<{ code: string }>(admin.post('/terms', term))).code;
}

function addSubject(admin: Client, asked: object = {}): Promise<{ id: string; code: string }> {
  const subject = { code: aCode('SUB'), name: 'Calculus', credits: 3, components: COMPONENTS, gradingScale: 'vn-10' };
  return made(admin.post('/subjects', { ...subject, ...asked }));
}

export function expectProblem({ status, body }: Answer, wanted: number, code: string | undefined): void {
  expect({ status, code: (body as { code?: string } | undefined)?.code }).toEqual({ status: wanted, code });
}

/** That nobody was let in who brings no good token. */
export function expectUnauthenticated(answer: Answer): void {
  const { status, code } = expected('no good token', { status: 401, code: 'not_authenticated' });
  expectProblem(answer, status, code);
}

/** The fields that a refused request had wrong. */
export function fieldsOf({ body }: Answer): string[] {
  return (body as { errors: { field: string }[] }).errors.map(({ field }) => field);
}
