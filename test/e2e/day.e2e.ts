import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
  type ICognitoStorage,
} from 'amazon-cognito-identity-js';
import { Client, School } from '../harness.js';
import { PoolOffice } from '../pool-office.js';

/** Where a browser would keep its tokens. */
function storage(): ICognitoStorage {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
}

const COMPONENTS = [
  { key: 'midterm', name: 'Midterm', weight: 40 },
  { key: 'final', name: 'Final exam', weight: 60 },
];

describe('a day at school', () => {
  let school: School;
  let office: PoolOffice;
  let admin: Client;
  beforeAll(async () => {
    school = await School.start();
    office = new PoolOffice(school.pool);
    const { user } = await school.person({ role: 'ADMIN', email: 'office@example.edu' });
    admin = school.as(user);
  });
  afterAll(async () => {
    office.close();
    await school.close();
  });

  /** Signs in by SRP, as a single-page app does that knows only `GET /config`. */
  const signIn = async (email: string, password: string, newPassword?: string): Promise<Client> => {
    const { userPoolId, clientId, userPoolEndpoint } = (await school.as().get('/config')).body as Record<string, string>;
    const Storage = storage();
    const pool = new CognitoUserPool({ UserPoolId: userPoolId!, ClientId: clientId!, endpoint: userPoolEndpoint, Storage });
    const user = new CognitoUser({ Username: email, Pool: pool, Storage });
    const session = await new Promise<CognitoUserSession>((resolve, reject) => {
      const callbacks = { onSuccess: resolve, onFailure: reject };
      user.authenticateUser(new AuthenticationDetails({ Username: email, Password: password }), {
        ...callbacks,
        newPasswordRequired: () => user.completeNewPasswordChallenge(newPassword!, {}, callbacks),
      });
    });
    return new Client(school.url, Promise.resolve(session.getAccessToken().getJwtToken()));
  };

  const invitationOf = (email: string) => school.pool.outbox.find((mail) => mail.to === email && mail.kind === 'INVITATION')!;

  const invite = async (role: string, email: string, code: string): Promise<{ id: string; client: Client }> => {
    const { status, body } = await admin.post('/users', { role, email, code, givenName: 'Ánh', familyName: 'Đặng' });
    expect({ status, body }).toMatchObject({ status: 201, body: { status: 'INVITED', email } });
    return { id: (body as { id: string }).id, client: await signIn(email, invitationOf(email).code, 'My-own-2026') };
  };

  it('goes from invitations to marks that students read', async () => {
    const lecturer = await invite('LECTURER', 'lecturer@example.edu', 'L-1');
    const student = await invite('STUDENT', 'student@example.edu', 'S-1');
    const other = await invite('STUDENT', 'other@example.edu', 'S-2');

    // The first visit ends the invitation.
    expect((await student.client.get('/me')).body).toMatchObject({ id: student.id, status: 'ACTIVE', role: 'STUDENT' });

    await admin.post('/terms', { code: '2026-1', title: 'Autumn 2026', startDate: '2026-09-07', endDate: '2027-01-22' });
    const subject = await admin.post('/subjects', {
      code: 'MATH-101',
      name: 'Giải tích',
      credits: 4,
      components: COMPONENTS,
      gradingScale: 'vn-10',
    });
    const place = {
      code: 'MATH-101-01',
      term: '2026-1',
      subjectId: (subject.body as { id: string }).id,
      lecturerId: lecturer.id,
      capacity: 2,
    };
    const made = await admin.post('/classes', place);
    expect([made.status, made.headers.get('location')]).toEqual([201, `/api/v1/classes/${(made.body as { id: string }).id}`]);
    const path = `/classes/${(made.body as { id: string }).id}`;
    await admin.post(`${path}/students`, { students: [{ code: 'S-1' }, { id: other.id }] });
    expect((await admin.get(path)).body).toMatchObject({ capacity: 2, enrolledCount: 2 });

    // The lecturer enters marks, and publishes one component.
    const { rows } = (await lecturer.client.get(`${path}/scores`)).body as { rows: { studentId: string; version: number }[] };
    const row = rows.find(({ studentId }) => studentId === student.id)!;
    const saved = await lecturer.client.put(`${path}/scores/${student.id}`, { version: row.version, marks: { midterm: 7.25, final: 8.5 } });
    expect(saved.body).toMatchObject({ marks: { midterm: 7.25, final: 8.5 }, result: { value: 8, letter: 'B+' } });
    const stale = await lecturer.client.put(`${path}/scores/${student.id}`, { version: row.version, marks: { midterm: 1 } });
    expect(stale).toMatchObject({ status: 409, body: { code: 'stale', current: { marks: { midterm: 7.25 } } } });
    expect((await student.client.get(`${path}/scores/me`)).body).not.toHaveProperty('result.value');
    await lecturer.client.post(`${path}/components/midterm/publish`);

    // The student reads what is published, and the rest once it is.
    expect(JSON.stringify((await student.client.get(`${path}/scores/me`)).body)).toContain('7.25');
    expect(JSON.stringify((await student.client.get(`${path}/scores/me`)).body)).not.toContain('8.5');
    expect((await student.client.get('/me/transcript')).body).toMatchObject({
      gpa: null,
      terms: [{ classes: [{ status: 'IN_PROGRESS' }] }],
    });
    await lecturer.client.post(`${path}/components/final/publish`);
    expect((await student.client.get('/me/transcript')).body).toMatchObject({ gpa: 3.5, creditsEarned: 4 });
    expect((await admin.get(`/students/${student.id}/transcript`)).body).toEqual((await student.client.get('/me/transcript')).body);

    // Nobody else does.
    expect((await other.client.get(`/students/${student.id}/transcript`)).status).toBe(404);
    expect((await other.client.get(`${path}/scores`)).status).toBe(403);
    expect((await lecturer.client.get(`/students/${student.id}/transcript`)).status).toBe(403);

    // The office disables the student: the token that was good is not any more, and no other is given.
    await admin.delete(`${path}/students/${student.id}`);
    expect((await admin.post(`/users/${student.id}/disable`)).status).toBe(200);
    expect((await student.client.get('/me')).status).toBe(401);
    await expect(signIn('student@example.edu', 'My-own-2026')).rejects.toMatchObject({ message: 'User is disabled.' });
  });
});
