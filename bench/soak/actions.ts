import { SUBJECTS, TERMS } from '../../local/demo/curriculum.js';
import type { Answer, Person } from '../school/person.js';
import type { PlannedClass, School } from '../school/seed-school.js';

/** So few that different users often choose the same code. */
const CODES = 12;
/** Statuses that a valid call may get because of a concurrent change or the state of the thing. */
const REFUSALS = [404, 409, 412, 422, 503];

type Action = () => Promise<unknown>;

interface Row {
  readonly studentId: string;
  readonly studentCode: string;
  readonly version: number;
}

/**
 * The possible actions of users, on things and people chosen at random.
 * @param recruits ids of users who are only the objects of actions
 */
export function actions({ admins, students, classes, term }: School, recruits: readonly string[], random: () => number): readonly Action[] {
  const upTo = (count: number) => Math.floor(random() * count);
  const oneOf = <T>(things: readonly T[]): T => things[upTo(things.length)]!;
  const student = () => oneOf(students);
  const recruit = () => oneOf(recruits);
  const anyStudent = () => (random() < 0.2 ? recruit() : student().user.id);
  const office = () => oneOf(admins);
  const aClass = () => oneOf(classes);
  const aCode = (prefix: string) => `${prefix}-${upTo(CODES)}`;
  const aMark = ({ maximum }: PlannedClass) => (random() < 0.1 ? null : upTo(maximum + 1));

  const send = (by: Person, kind: string, method: string, path: string, body?: object, headers?: Record<string, string>) =>
    by.request(kind, path, { method, body, headers, expected: [200, 201, 204, ...REFUSALS] });
  const read = <Body>(by: Person, kind: string, path: string): Promise<Answer<Body>> =>
    by.request<Body>(kind, path, { expected: [200, 404] });
  const edit = async (by: Person, kind: string, path: string, body: object) => {
    const { etag } = await read(by, 'read before a change', path);
    if (etag) await send(by, kind, 'PATCH', path, body, { 'if-match': etag });
  };
  const seat = () => `/classes/${aClass().id}/students/${anyStudent()}`;
  const rowsOf = async ({ lecturer, id }: PlannedClass): Promise<Row[]> =>
    (await read<{ rows?: Row[] }>(lecturer, 'gradebook', `/classes/${id}/scores`)).body.rows ?? [];
  const invitation = () => {
    const code = aCode('NEW') + upTo(1000);
    return { email: `${code.toLowerCase()}@example.edu`, role: oneOf(['STUDENT', 'LECTURER']), code, givenName: 'An', familyName: 'Lê' };
  };

  const registrar: Action[] = [
    () => send(office(), 'enrol one', 'PUT', seat()),
    () => send(office(), 'enrol one', 'PUT', seat()),
    async () => {
      const schoolClass = aClass();
      const [row] = await rowsOf(schoolClass);
      if (row) await send(office(), 'withdraw', 'DELETE', `/classes/${schoolClass.id}/students/${row.studentId}?reason=Moved`);
    },
    () => send(office(), 'enrol a list', 'POST', `/classes/${aClass().id}/students`, listOf(Array.from({ length: 12 }, anyStudent))),
    () => send(office(), 'make a class', 'POST', '/classes', aClassToMake()),
    () => send(office(), 'archive', 'POST', `/classes/${aClass().id}/archive?anyway=true`, { reason: 'The term is over' }),
    () => send(office(), 'unarchive', 'POST', `/classes/${aClass().id}/unarchive`, { reason: 'Not over yet' }),
    () => edit(office(), 'change a class', `/classes/${aClass().id}`, { capacity: 20 + upTo(20) }),
    async () => {
      const { body } = await read<{ items: { id: string }[] }>(office(), 'classes of the term', `/classes?term=${term}&limit=100`);
      await send(office(), 'delete a class', 'DELETE', `/classes/${oneOf(body.items).id}`);
    },
    () => send(office(), 'make a subject', 'POST', '/subjects', { ...oneOf(SUBJECTS), code: aCode('SUB') }),
    () => send(office(), 'make a term', 'POST', '/terms', { ...TERMS[2]!, code: aCode('T') }),
    () => send(office(), 'delete a term', 'DELETE', `/terms/${aCode('T')}`),
    () => read(office(), 'statistics', '/statistics'),
    () => read(office(), 'audit', `/audit?entity=class:${aClass().id}`),
  ];
  const personnel: Action[] = [
    () => send(office(), 'invite', 'POST', '/users', invitation()),
    () => send(office(), 'import', 'POST', '/users/import', { users: Array.from({ length: 5 }, invitation) }),
    () => edit(office(), 'rename', `/users/${anyStudent()}`, { familyName: oneOf(['Lê', 'Trần', 'Nguyễn', 'Phạm']) }),
    () => edit(office(), 'change a role', `/users/${recruit()}`, { role: oneOf(['STUDENT', 'LECTURER']) }),
    () => send(office(), 'disable', 'POST', `/users/${recruit()}/disable`),
    () => send(office(), 'enable', 'POST', `/users/${recruit()}/enable`),
    () => (random() < 0.1 ? send(office(), 'anonymise', 'POST', `/users/${recruit()}/anonymise`) : Promise.resolve()),
    () => read(office(), 'search', '/users?role=STUDENT&search=nguyen'),
  ];
  const teaching: Action[] = [saveOne, saveMany, sendFileBack, publish, publish, unpublish, lock, unlock, notify];
  const studying: Action[] = [
    async () => {
      const reader = student();
      const { body } = await read<{ items: { id: string }[] }>(reader, 'own classes', '/me/classes');
      if (body.items.length > 0) await read(reader, 'own marks', `/classes/${oneOf(body.items).id}/scores/me`);
    },
    () => read(student(), 'transcript', '/me/transcript'),
    () => read(student(), 'unread count', '/notifications/unread-count'),
    async () => {
      const reader = student();
      const { body } = await read<{ items: { id: number }[] }>(reader, 'inbox', '/notifications');
      if (body.items.length > 0) await send(reader, 'read one', 'PUT', `/notifications/${oneOf(body.items).id}/read`);
    },
    () => edit(student(), 'change own phone', '/me', { phone: `+84 90 ${100_0000 + upTo(1000)}` }),
  ];
  return [...registrar, ...personnel, ...teaching, ...studying];

  function listOf(people: readonly string[]): object {
    return { students: [...new Set(people)].map((id) => ({ id })) };
  }

  function aClassToMake(): object {
    const { subjectId, lecturer } = aClass();
    return { code: aCode('C'), term: oneOf([term, aCode('T')]), subjectId, lecturerId: lecturer.user.id, capacity: 30 };
  }

  async function saveOne(): Promise<void> {
    const schoolClass = aClass();
    const rows = await rowsOf(schoolClass);
    if (rows.length === 0) return;
    const { studentId, version } = oneOf(rows);
    const body = { version, marks: { [oneOf(schoolClass.components).key]: aMark(schoolClass) }, reason: 'Marked again' };
    await send(schoolClass.lecturer, 'save one', 'PUT', `/classes/${schoolClass.id}/scores/${studentId}`, body);
  }

  async function saveMany(): Promise<void> {
    const schoolClass = aClass();
    const { key } = oneOf(schoolClass.components);
    const rows = (await rowsOf(schoolClass)).map(({ studentId, version }) => ({
      studentId,
      version,
      marks: { [key]: aMark(schoolClass) },
    }));
    if (rows.length > 0) await send(schoolClass.lecturer, 'save a class', 'PATCH', `/classes/${schoolClass.id}/scores`, { rows });
  }

  async function sendFileBack(): Promise<void> {
    const schoolClass = aClass();
    const rows = await rowsOf(schoolClass);
    const { key } = oneOf(schoolClass.components);
    const lines = rows.map(({ studentCode, version }) => [studentCode, version, aMark(schoolClass) ?? ''].join(','));
    await schoolClass.lecturer.request('marks from a file', `/classes/${schoolClass.id}/scores/import`, {
      method: 'POST',
      text: [`studentCode,version,${key}`, ...lines, ''].join('\n'),
      headers: { 'content-type': 'text/csv' },
      expected: [200, ...REFUSALS],
    });
  }

  async function publish(): Promise<void> {
    const { id, lecturer, components } = aClass();
    await send(lecturer, 'publish', 'POST', `/classes/${id}/components/${oneOf(components).key}/publish`, {});
  }

  async function unpublish(): Promise<void> {
    const { id, lecturer, components } = aClass();
    await send(lecturer, 'unpublish', 'POST', `/classes/${id}/components/${oneOf(components).key}/unpublish`, {});
  }

  async function lock(): Promise<void> {
    const { id, lecturer } = aClass();
    await send(lecturer, 'lock', 'POST', `/classes/${id}/scores/lock`);
  }

  async function unlock(): Promise<void> {
    await send(office(), 'unlock', 'POST', `/classes/${aClass().id}/scores/unlock`, { reason: 'A mark was wrong' });
  }

  async function notify(): Promise<void> {
    const { id, lecturer } = aClass();
    await send(lecturer, 'notify', 'POST', '/notifications', { audience: { classId: id }, title: 'No lecture', body: 'Not today.' });
  }
}
