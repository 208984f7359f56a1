import { readFileSync } from 'node:fs';
import { costsOf, totalOf } from '../../../scripts/costs/costs.js';
import { PAGE, withCosts } from '../../../scripts/costs/document.js';
import { DAY, STAGE } from '../../../scripts/costs/usage.js';
import { Clock } from '../../../src/core/time/clock.js';
import { TABLES } from '../../../src/persistence/dynamodb/schema/tables.js';
import type { ClassBody } from '../../fixtures/classroom.js';
import type { Answer, Client } from '../../fixtures/client.js';
import { SchoolFixture } from '../../fixtures/school.js';

const CLASSES = 5;
const STUDENTS = 40;

describe('the monthly cost of a school', () => {
  let school: SchoolFixture;
  let student: Client;
  let lecturer: Client;
  let schoolClass: ClassBody;
  let studentId: string;
  beforeAll(async () => {
    school = await SchoolFixture.start();
    // Refreshing the copy of the revocations is no part of a request's cost: time goes in steps too small for that.
    let instant = Date.now();
    school.get(Clock).now = () => new Date((instant += 1));
    await school.addDefaults();
    lecturer = school.defaults.lecturer.client;
    const people = await school.addUsers(STUDENTS);
    const students = people.map(({ user }) => ({ id: user.id }));
    const classes = await Promise.all(Array.from({ length: CLASSES }, () => school.addClass({ capacity: STUDENTS })));
    for (const { id } of classes) await school.admin.post(`/classes/${id}/students`, { students });
    student = people[0]!.client;
    studentId = people[0]!.user.id;
    schoolClass = classes[0]!;
  });
  afterAll(() => school.close());

  const rows = async (): Promise<{ studentId: string; version: number }[]> =>
    (await lecturer.get(`/classes/${schoolClass.id}/scores`)).body.rows as { studentId: string; version: number }[];
  const notify = async (): Promise<number> => {
    const audience = { classId: schoolClass.id };
    return (await lecturer.post('/notifications', { audience, title: 'Hello', body: 'Good morning.' })).body.id as number;
  };

  const ASKED: Record<string, () => Promise<Answer>> = {
    'GET /config': () => student.get('/config'),
    // Only the first request of a session, which lasts for weeks, has an audit entry.
    'GET /me': async () => (await student.get('/me'), student.get('/me')),
    'GET /me/classes': () => student.get('/me/classes'),
    'GET /notifications/unread-count': () => student.get('/notifications/unread-count'),
    'GET /notifications': () => student.get('/notifications'),
    'GET /classes/{classId}/scores/me': () => student.get(`/classes/${schoolClass.id}/scores/me`),
    'GET /me/transcript': () => student.get('/me/transcript'),
    'GET /classes/{classId}/materials': () => student.get(`/classes/${schoolClass.id}/materials`),
    'GET /classes/{classId}/scores': () => lecturer.get(`/classes/${schoolClass.id}/scores`),
    'PATCH /classes/{classId}/scores': async () => {
      const body = { rows: (await rows()).map((row) => ({ studentId: row.studentId, version: row.version, marks: { midterm: 7 } })) };
      return lecturer.send('PATCH', `/classes/${schoolClass.id}/scores`, body);
    },
    'PUT /classes/{classId}/scores/{studentId}': async () => {
      const { version } = (await rows()).find((row) => row.studentId === studentId)!;
      return lecturer.put(`/classes/${schoolClass.id}/scores/${studentId}`, { version, marks: { final: 8 } });
    },
    'PUT /notifications/{id}/read': async () => student.put(`/notifications/${await notify()}/read`),
  };

  it('uses the measured units of each request', async () => {
    const measured: [string, number, number][] = [];
    for (const { route } of DAY) {
      const answer = await ASKED[route]!();
      if (answer.status >= 300) throw new Error(`${route} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      const { readUnits, writeUnits } = (await school.lineOf(answer)).dynamodb;
      measured.push([route, readUnits, writeUnits]);
    }
    expect(measured).toEqual(DAY.map(({ route, readUnits, writeUnits }) => [route, readUnits, writeUnits]));
  });

  it('includes one alarm metric for each table and index, and those of the app', () => {
    const places = Object.values(TABLES).flatMap(({ indexes }) => [{}, ...Object.keys(indexes)]);
    expect(STAGE.alarmMetrics).toBe(16 + 2 * places.length);
  });

  it('matches the guide', () => {
    const page = readFileSync(PAGE, 'utf8');
    expect(withCosts(page)).toBe(page);
  });

  it('grows with the number of users, and includes Cognito only above the free tier', () => {
    expect(costsOf(10_000).signIn).toBe(0);
    expect(costsOf(11_000).signIn).toBeCloseTo(5.5);
    expect(costsOf(5_000).firewall - 10).toBeCloseTo(10 * (costsOf(500).firewall - 10));
    expect(totalOf(costsOf(5_000))).toBeGreaterThan(totalOf(costsOf(500)));
  });
});
