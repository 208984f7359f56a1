import type { Classroom } from '../../fixtures/classroom.js';
import type { Client } from '../../fixtures/client.js';
import { InboxClient } from '../../fixtures/inbox-client.js';
import { SchoolFixture, type SignedInUser } from '../../fixtures/school.js';

describe('one’s own data, downloaded', () => {
  let school: SchoolFixture;
  let student: SignedInUser;
  let room: Classroom;

  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    student = await school.addUser({ phone: '+84 90 123 4567', dateOfBirth: '2005-02-28' });
    room = await school.addClassroom({ students: [student, await school.addUser()] });
    await room.mark(student, { midterm: 7, final: 9 });
    await room.publish('midterm');
    await room.mark(student, { midterm: 7.5 });
  });
  afterAll(() => school.close());

  const exported = async (by: Client) => {
    const { status, headers, body } = await by.get('/me/export');
    expect(status).toBe(200);
    return { headers, body };
  };

  it('is a download that is not cached', async () => {
    const { headers } = await exported(student.client);
    expect(headers.get('content-disposition')).toBe('attachment; filename="personal-data.json"');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('contains profile, enrolments, published marks with their changes, and notifications', async () => {
    const { body } = await exported(student.client);
    expect(body).toMatchObject({
      profile: { id: student.user.id, phone: '+84 90 123 4567', dateOfBirth: '2005-02-28' },
      enrolments: [
        {
          class: { id: room.schoolClass.id, code: room.schoolClass.code, subject: 'Calculus' },
          status: 'ENROLLED',
          marks: { midterm: 7.5 },
          history: [{ component: 'midterm', from: 7, to: 7.5, byRole: 'LECTURER' }],
        },
      ],
      classesLed: [],
      notifications: [{ kind: 'MARK_CHANGED' }, { kind: 'MARKS_PUBLISHED' }],
      notificationsSent: [],
    });
  });

  it('contains no unpublished marks and no data of other people', async () => {
    const { body } = await exported(student.client);
    expect(body.enrolments[0].marks).not.toHaveProperty('final');
    expect(body.enrolments[0]).not.toHaveProperty('result');
    expect(JSON.stringify(body)).not.toContain(room.students[1]!.user.id);
  });

  it('holds what a lecturer teaches, sent and did, without the marks of others', async () => {
    const { body } = await exported(room.lecturer);
    expect(body.classesLed).toMatchObject([{ id: room.schoolClass.id }]);
    expect(body.notificationsSent).toMatchObject([{ kind: 'MARKS_PUBLISHED' }]);
    expect(body.actions.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(['marks.changed', 'component.published']),
    );
    expect(JSON.stringify(body.actions)).not.toContain('midterm');
  });

  it('is whole, however much there is', async () => {
    const { user, client } = await school.addUser();
    const classes = await Promise.all(Array.from({ length: 12 }, () => school.addClass()));
    for (const schoolClass of classes) await school.enrol(schoolClass, user);
    const inbox = new InboxClient(school, school.asRole('ADMIN'));
    for (let number = 0; number < 105; number += 1) await inbox.store({ audience: { userId: user.id } });
    const { body } = await exported(client);
    expect([body.enrolments.length, body.notifications.length]).toEqual([12, 105]);
    expect(new Set(body.notifications.map(({ id }: { id: number }) => id)).size).toBe(105);
  });

  it('is not there for an account without a profile', async () => {
    expect((await school.asRole('STUDENT').get('/me/export')).status).toBe(403);
  });
});
