import { newNotificationId } from '../../../src/features/notifications/notification-id.js';
import { ReadMarksRepository } from '../../../src/features/notifications/read-marks.repository.js';
import { aTermRequest } from '../../fixtures/builders.js';
import type { Client } from '../../fixtures/client.js';
import { expectProblem } from '../../fixtures/expectations.js';
import { daysAgo, InboxClient } from '../../fixtures/inbox-client.js';
import { SchoolFixture } from '../../fixtures/school.js';

interface HomeBody {
  profile: { id: string; status: string };
  term?: { code: string; state: string };
  classes?: { id: string; code: string; subject: object; lecturer: object; enrolledCount: number; progress?: object[] }[];
  notifications: { id: number; read: boolean }[];
  unread: { count: number; more: boolean };
  totals?: object;
}

describe('a home', () => {
  let school: SchoolFixture;
  let inbox: InboxClient;

  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    await school.addAdmin();
    inbox = new InboxClient(school, school.admin);
  });
  afterAll(() => school.close());

  const homeOf = async (client: Client): Promise<HomeBody> => {
    const { status, body } = await client.get('/me/home');
    expect(status).toBe(200);
    return body as HomeBody;
  };

  it('of a student has the profile, the term and the classes that they are enrolled in', async () => {
    const { user, client } = await school.addUser();
    const [left, archived, taken] = await Promise.all(['C-3', 'C-2', 'C-1'].map((code) => school.addClassroom({ code, students: 0 })));
    for (const room of [left!, archived!, taken!]) await school.enrol(room.schoolClass, user);
    await school.withdraw(left!.schoolClass, user);
    await archived!.archive();
    const term = await school.addTerm({ startDate: '2098-09-01' });
    await school.enrol((await school.addClassroom({ term, students: 0 })).schoolClass, user);

    const home = await homeOf(client);
    expect(home.profile).toEqual((await client.get('/me')).body);
    expect(home.term).toEqual({ ...((await client.get(`/terms/${school.defaults.term}`)).body as object), state: 'current' });
    expect(home.classes!.map(({ id }) => id)).toEqual([taken!.schoolClass.id, archived!.schoolClass.id]);
    expect(home.classes![0]).toEqual((await client.get(taken!.path)).body);
    expect(home).not.toHaveProperty('totals');
  });

  it('of a lecturer has the classes that they teach, with what remains to grade', async () => {
    const { user, client } = await school.addLecturer();
    const rooms = await Promise.all(
      ['L-1', 'L-2', 'L-3', 'L-4'].map((code, students) => school.addClassroom({ code, students, lecturerId: user.id })),
    );
    const [empty, ungraded, graded, archived] = rooms as [(typeof rooms)[0], (typeof rooms)[0], (typeof rooms)[0], (typeof rooms)[0]];
    await graded.mark(graded.students[0]!, { midterm: 7 }, { by: client });
    await graded.publish('midterm', { by: client });
    await archived.archive();
    await school.addClassroom({ students: 0 });

    const { classes, ...rest } = await homeOf(client);
    const progress = (midterm: object, final: object) => [
      { key: 'midterm', published: false, ...midterm },
      { key: 'final', published: false, ...final },
    ];
    expect(classes!.map((each) => [each.id, each.progress])).toEqual([
      [empty.schoolClass.id, progress({ missing: 0 }, { missing: 0 })],
      [ungraded.schoolClass.id, progress({ missing: 1 }, { missing: 1 })],
      [graded.schoolClass.id, progress({ missing: 1, published: true }, { missing: 2 })],
      [archived.schoolClass.id, undefined],
    ]);
    expect(classes![2]).toMatchObject((await client.get(graded.path)).body as object);
    expect(rest).not.toHaveProperty('totals');
  });

  it('leaves the marks of students who left out of what remains to grade', async () => {
    const { user, client } = await school.addLecturer();
    const room = await school.addClassroom({ lecturerId: user.id, students: 3 });
    await room.mark(room.students[0]!, { midterm: 7 }, { by: client });
    await school.withdraw(room.schoolClass, room.students[1]!.user);
    expect((await homeOf(client)).classes![0]!.progress).toMatchObject([{ missing: 1 }, { missing: 2 }]);
  });

  it('of an admin has the totals of the school, and no classes', async () => {
    const home = await homeOf(school.admin);
    expect(home.totals).toEqual((await school.admin.get('/statistics')).body);
    expect(home).not.toHaveProperty('classes');
  });

  it('has the newest five notifications, and counts all that are unread', async () => {
    const { user, client } = await school.addUser({ createdAt: new Date().toISOString() });
    const start = newNotificationId(new Date().toISOString());
    const ids = Array.from({ length: 7 }, (_, sent) => start + sent * 4096);
    await Promise.all(ids.map((id) => inbox.store({ id, audience: { userId: user.id } })));
    await client.put(`/notifications/${ids[6]}/read`);
    await client.put(`/notifications/${ids[1]}/read`);

    const home = await homeOf(client);
    expect(home.notifications).toEqual((await inbox.of(client)).slice(0, 5));
    expect(home.unread).toEqual({ count: 5, more: false });
    await client.post('/notifications/read-all', { upTo: ids[4] });
    expect((await homeOf(client)).unread).toEqual({ count: 1, more: false });
    expect((await homeOf(client)).notifications.map(({ read }) => read)).toEqual([true, false, true, true, true]);
  });

  it.each([
    ['100 are unread', 100, 0, { count: 100, more: false }],
    ['101 are unread', 101, 0, { count: 100, more: true }],
    ['the newest 101 are read one by one', 104, 101, { count: 3, more: false }],
  ])('has the unread count of the inbox if %s', async (_what, count, read, expected) => {
    const { user, client } = await school.addUser({ createdAt: daysAgo(2) });
    const start = newNotificationId(daysAgo(1));
    const ids = Array.from({ length: count }, (_, sent) => start + sent * 4096);
    await Promise.all(ids.map((id) => inbox.store({ id, audience: { userId: user.id } })));
    const marks = school.get(ReadMarksRepository);
    const newest = ids.slice(count - read);
    await Promise.all(newest.map((id) => marks.add({ ...user, tokenIssuedAt: new Date().toISOString() }, { id, expiresAt: 4e9 })));
    expect((await homeOf(client)).unread).toEqual(expected);
    expect(await inbox.unread(client)).toEqual(expected);
  });

  it('accepts the invitation of a person, and records their sign-in once', async () => {
    const { user, client } = await school.addUser({ status: 'INVITED' });
    const { profile } = await homeOf(client);
    expect(profile).toMatchObject({ id: user.id, status: 'ACTIVE' });
    await homeOf(client);
    for (const action of ['user.activated', 'user.signed_in']) expect(await school.entriesOf(user.id, action)).toHaveLength(1);
  });

  it('is refused to a person without a profile', async () => {
    expectProblem(await school.asRole('LECTURER').get('/me/home'), 403, 'no_profile');
  });
});

describe('a home in a school without terms', () => {
  it('has no term and no classes, and gets the next term as soon as there is one', async () => {
    const school = await SchoolFixture.start();
    await school.addAdmin();
    const { client } = await school.addLecturer();
    expect((await client.get('/me/home')).body).toMatchObject({ classes: [], notifications: [], unread: { count: 0 } });
    expect((await client.get('/me/home')).body).not.toHaveProperty('term');
    const { code } = await school.create<{ code: string }>('/terms', aTermRequest({ startDate: '2098-09-01', endDate: '2099-01-15' }));
    expect((await client.get('/me/home')).body).toMatchObject({ term: { code, state: 'next' } });
    await school.close();
  });
});
