import { SUBJECTS, TERMS } from '../../local/demo/curriculum.js';
import type { LocalDynamoDb } from '../../local/dynamodb/server.js';
import type { Role } from '../../src/auth/actor.js';
import type { User } from '../../src/features/users/user.js';
import { seededRandom } from '../school/concurrent.js';
import { Person, type Place } from '../school/person.js';
import { newUsers, seedUsers } from './seed-users.js';

const IMPORTED = 500;
const ROWS_OF_AN_IMPORT = 100;
const CLASS_SIZE = 200;
const LISTED = 100_000;
const PAGE = 100;
/** Reading all users one at a time would take minutes and show nothing more. */
const READ_ALONE = 500;

/** One way to do a task. Returns the number of rows. Sends one request at a time, as a single client does. */
type Way = (run: number) => Promise<number>;

/** A task in bulk and one row at a time. */
export interface Task {
  readonly name: string;
  readonly bulk: Way;
  readonly alone: Way;
  readonly calls: { readonly bulk: string; readonly alone: string };
}

/** The tasks of an admin and a lecturer in a school of 100,000 students with a class of 200. */
export async function tasksAt(place: Place, database: LocalDynamoDb): Promise<Task[]> {
  const seed = (role: Role, count: number) => seedUsers(database, role, count);
  const [[admin], [teacher], students] = await Promise.all([seed('ADMIN', 1), seed('LECTURER', 1), seed('STUDENT', LISTED)]);
  const [office, lecturer] = [new Person(place, admin!), new Person(place, teacher!)];
  // On its first call the app reads its keys.
  await office.request('warm up', '/users?role=STUDENT');
  return [listing(office, students), await marking(office, lecturer, students.slice(0, CLASS_SIZE)), importing(office)];
}

function importing(office: Person): Task {
  return {
    name: `add ${IMPORTED} people`,
    calls: { bulk: `POST /users/import, ${ROWS_OF_AN_IMPORT} a request`, alone: 'POST /users' },
    async bulk(run) {
      const users = newUsers('STUDENT', IMPORTED, `B${run}`);
      for (let from = 0; from < IMPORTED; from += ROWS_OF_AN_IMPORT) {
        const part = users.slice(from, from + ROWS_OF_AN_IMPORT);
        const { body } = await office.request<Outcomes>('import people', '/users/import', { method: 'POST', body: { users: part } });
        assertAll(body, 'created');
      }
      return IMPORTED;
    },
    async alone(run) {
      for (const body of newUsers('STUDENT', IMPORTED, `A${run}`)) await office.request('add a person', '/users', { method: 'POST', body });
      return IMPORTED;
    },
  };
}

interface Outcomes {
  readonly results: readonly { readonly outcome: string }[];
}

interface Gradebook {
  readonly rows: readonly { readonly studentId: string; readonly version: number }[];
}

async function marking(office: Person, lecturer: Person, students: readonly User[]): Promise<Task> {
  const classId = await classOf(office, lecturer, students);
  const path = `/classes/${classId}/scores`;
  const random = seededRandom(1);
  // Random marks each time, because unchanged marks are not written.
  const changes = async () => {
    const { body } = await lecturer.request<Gradebook>('look at a gradebook', path);
    return body.rows.map(({ studentId, version }) => ({ studentId, version, marks: { final: Math.floor(random() * 1001) / 100 } }));
  };
  return {
    name: `save the marks of ${CLASS_SIZE} students`,
    calls: { bulk: 'PATCH /classes/{id}/scores', alone: 'PUT /classes/{id}/scores/{student}' },
    async bulk() {
      const rows = await changes();
      const headers = { 'if-match': '"0.none"' };
      const { body } = await lecturer.request<Outcomes>('save marks of a class', path, { method: 'PATCH', body: { rows }, headers });
      if (body.results.length !== CLASS_SIZE) throw new Error(`${body.results.length} rows were answered.`);
      return CLASS_SIZE;
    },
    async alone() {
      for (const { studentId, ...body } of await changes()) {
        await lecturer.request('save marks of a student', `${path}/${studentId}`, { method: 'PUT', body });
      }
      return CLASS_SIZE;
    },
  };
}

async function classOf(office: Person, lecturer: Person, students: readonly User[]): Promise<string> {
  const made = async (path: string, body: object) =>
    (await office.request<{ id: string }>('set up', path, { method: 'POST', body })).body.id;
  const term = TERMS[1]!;
  await made('/terms', term);
  const subjectId = await made('/subjects', SUBJECTS[0]!);
  const details = { code: 'BULK-01', term: term.code, subjectId, lecturerId: lecturer.user.id, capacity: CLASS_SIZE };
  const id = await made('/classes', details);
  await made(`/classes/${id}/students`, { students: students.map((student) => ({ id: student.id })) });
  return id;
}

function listing(office: Person, students: readonly User[]): Task {
  const random = seededRandom(2);
  return {
    name: `read ${LISTED.toLocaleString('en')} people`,
    calls: { bulk: `GET /users?role=STUDENT&limit=${PAGE}`, alone: `GET /users/{id}, ${READ_ALONE.toLocaleString('en')} of them` },
    async bulk() {
      const seen = new Set<string>();
      for (let cursor: string | null = ''; cursor !== null;) {
        const path: string = `/users?role=STUDENT&limit=${PAGE}${cursor && `&cursor=${cursor}`}`;
        const { body } = await office.request<{ items: { id: string }[]; nextCursor: string | null }>('list people', path);
        body.items.forEach(({ id }) => seen.add(id));
        cursor = body.nextCursor;
      }
      if (seen.size !== LISTED) throw new Error(`${seen.size} people were listed.`);
      return LISTED;
    },
    async alone() {
      for (let read = 0; read < READ_ALONE; read += 1) {
        await office.request('read a person', `/users/${students[Math.floor(random() * LISTED)]!.id}`);
      }
      return READ_ALONE;
    },
  };
}

function assertAll({ results }: Outcomes, outcome: string): void {
  const other = results.find((result) => result.outcome !== outcome);
  if (other) throw new Error(`A row was answered ${JSON.stringify(other)}.`);
}
