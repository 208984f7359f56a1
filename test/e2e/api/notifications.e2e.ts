import { randomUUID } from 'node:crypto';
import { notificationEntity } from '../../../src/features/notifications/notification.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import { anEntry } from '../../fixtures/builders.js';
import type { Answer, Client } from '../../fixtures/client.js';
import { expectProblem, fieldsOf } from '../../fixtures/expectations.js';
import { InboxClient } from '../../fixtures/inbox-client.js';
import { SchoolFixture, type SignedInUser } from '../../fixtures/school.js';

describe('sending notifications', () => {
  let school: SchoolFixture;
  let inbox: InboxClient;
  let boss: SignedInUser;

  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    boss = await school.addUser({ role: 'ADMIN', givenName: 'Chi', familyName: 'Lê' });
    inbox = new InboxClient(school, boss.client);
  });
  afterAll(() => school.close());

  const open = (students = 1) => school.addClassroom({ students });
  const users = () => school.users;
  const send = (by: Client, audience: object, rest: object = {}) =>
    by.post('/notifications', { audience, title: 'Hello', body: 'Good morning.', ...rest });

  it('answers with what was sent, and records that it was, but not what it said', async () => {
    const room = await open();
    const audience = { classId: room.schoolClass.id };
    const { lecturer } = school.defaults;
    const { status, headers, body } = await send(room.lecturer, audience, { link: '/classes', body: 'Line one.\nLine two.' });
    const { id, sentAt } = body as { id: number; sentAt: string };
    expect({ status, body: body as object }).toEqual({
      status: 201,
      body: {
        id: expect.any(Number),
        audience,
        kind: 'ANNOUNCEMENT',
        title: 'Hello',
        body: 'Line one.\nLine two.',
        link: '/classes',
        sender: { id: lecturer.user.id, name: { givenName: 'Bình', familyName: 'Trần' } },
        sentAt: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    });
    expect(Number.isSafeInteger(id)).toBe(true);
    // A notification has no address of its own where it could be read.
    expect(headers.get('location')).toBeNull();
    const entries = await auditLogOf(school, notificationEntity(id));
    expect(entries).toMatchObject([
      { at: sentAt, action: 'notification.sent', actorId: lecturer.user.id, after: { audience, kind: 'ANNOUNCEMENT' } },
    ]);
    expect(JSON.stringify(entries)).not.toContain('Hello');
  });

  describe('reaches', () => {
    /** Who of all has it. */
    const reached = async (people: Record<string, Client>, id: number) => {
      const found = await Promise.all(
        Object.entries(people).map(async ([name, client]) => ((await inbox.ids(client)).includes(id) ? [name] : [])),
      );
      return found.flat();
    };

    it('just whom it is for, and no admin who is not', async () => {
      const room = await open(2);
      const other = await open(1);
      const [first, second, left] = [room.students[0]!, room.students[1]!, await school.addUser()];
      await school.enrol(room.schoolClass, left.user);
      await school.withdraw(room.schoolClass, left.user);
      const colleague = await school.addLecturer();
      const people = {
        boss: boss.client,
        lecturer: room.lecturer,
        colleague: colleague.client,
        first: first.client,
        second: second.client,
        stranger: other.students[0]!.client,
        left: left.client,
      };
      const classId = room.schoolClass.id;
      const expected: [object, string[]][] = [
        [{ everyone: true }, Object.keys(people)],
        [{ role: 'ADMIN' }, ['boss']],
        [{ role: 'LECTURER' }, ['lecturer', 'colleague']],
        [{ role: 'STUDENT' }, ['first', 'second', 'stranger', 'left']],
        [{ userId: colleague.user.id }, ['colleague']],
        [{ classId }, ['lecturer', 'first', 'second']],
        [{ classId, studentId: first.user.id }, ['first']],
      ];
      for (const [audience, names] of expected) {
        const { body } = await send(boss.client, audience);
        const { recipient: _recipient, ...sent } = body as { id: number; recipient?: object };
        const { id } = sent;
        expect([audience, await reached(people, id)]).toEqual([audience, names]);
        expect((await inbox.of(Object.entries(people).find(([name]) => name === names[0])![1])).find((letter) => letter.id === id)).toEqual(
          {
            ...sent,
            read: false,
          },
        );
      }
    });
  });

  describe('is refused', () => {
    it('to students, and to lecturers beyond their classes: 403', async () => {
      const room = await open();
      const student = room.students[0]!;
      const before = await inbox.ids(student.client);
      expectProblem(await send(student.client, { classId: room.schoolClass.id }), 403, 'forbidden');
      for (const audience of [{ everyone: true }, { role: 'STUDENT' }, { userId: student.user.id }]) {
        expectProblem(await send(room.lecturer, audience), 403, 'forbidden');
      }
      expect(await inbox.ids(student.client)).toEqual(before);
    });

    it('in the same words for what is not there and for what is not theirs: 422', async () => {
      const room = await open();
      const [colleague, stranger, left] = [await school.addLecturer(), await school.addUser(), await school.addUser()];
      await school.enrol(room.schoolClass, left.user);
      await school.withdraw(room.schoolClass, left.user);
      const classId = room.schoolClass.id;
      const notify = async (by: Client, audience: object) => {
        const answer = await send(by, audience);
        expectProblem(answer, 422, 'unknown_reference');
        const { detail, errors } = answer.body as { detail: string; errors: object[] };
        return { detail, errors };
      };
      const foreign = await notify(colleague.client, { classId });
      expect(await notify(colleague.client, { classId: randomUUID() })).toEqual(foreign);
      expect(await notify(colleague.client, { classId, studentId: room.students[0]!.user.id })).toEqual(foreign);
      expect(await notify(boss.client, { classId: randomUUID() })).toEqual(foreign);
      const anonymous = await notify(room.lecturer, { classId, studentId: randomUUID() });
      for (const { user } of [stranger, left]) expect(await notify(room.lecturer, { classId, studentId: user.id })).toEqual(anonymous);
      expect(await notify(boss.client, { classId, studentId: stranger.user.id })).toEqual(anonymous);
      expect(await notify(boss.client, { userId: randomUUID() })).toMatchObject({ errors: [{ field: 'audience.userId' }] });
    });

    it('in an archived class, by every role: 409', async () => {
      const room = await open();
      await room.archive();
      const classId = room.schoolClass.id;
      for (const by of [room.lecturer, boss.client]) {
        expectProblem(await send(by, { classId }), 409, 'class_archived');
        expectProblem(await send(by, { classId, studentId: room.students[0]!.user.id }), 409, 'class_archived');
      }
      expectProblem(await send((await school.addLecturer()).client, { classId }), 422, 'unknown_reference');
    });

    it.each<[string, object, string]>([
      ['no audience', { audience: undefined }, 'audience'],
      ['an empty audience', { audience: {} }, 'audience'],
      ['null for an audience', { audience: null }, 'audience'],
      ['a list of audiences', { audience: [{ everyone: true }] }, 'audience'],
      ['two audiences', { audience: { everyone: true, role: 'STUDENT' } }, 'audience'],
      ['a student of no class', { audience: { studentId: randomUUID() } }, 'audience'],
      ['not everyone', { audience: { everyone: false } }, 'audience.everyone'],
      ['a role there is not', { audience: { role: 'PRINCIPAL' } }, 'audience.role'],
      ['a class that is no id', { audience: { classId: 'code#x' } }, 'audience.classId'],
      ['an audience of more', { audience: { everyone: true, but: 'me' } }, 'audience.but'],
      ['no title', { title: '' }, 'title'],
      ['a title of two lines', { title: 'a\nb' }, 'title'],
      ['a long title', { title: 'x'.repeat(201) }, 'title'],
      ['no body', { body: undefined }, 'body'],
      ['a long body', { body: 'x'.repeat(5001) }, 'body'],
      ['a link elsewhere', { link: 'https://evil.example' }, 'link'],
      ['a link to another host', { link: '//evil.example' }, 'link'],
      ['a link with a backslash', { link: '/\\evil.example' }, 'link'],
      ['a kind', { kind: 'MARKS_PUBLISHED' }, 'kind'],
    ])('with %s', async (_what, wrong, field) => {
      const answer = await boss.client.post('/notifications', { audience: { everyone: true }, title: 'Hello', body: 'You.', ...wrong });
      expectProblem(answer, 400, 'validation_failed');
      expect(fieldsOf(answer)).toContain(field);
    });
  });

  describe('while things change', () => {
    /** Sends what something overtakes once all has been read. */
    const during = async (happens: () => Promise<unknown>, by: Client, audience: object): Promise<Answer> => {
      const stop = school.database.faults.before('TransactWriteItems', async () => {
        stop();
        await happens();
      });
      return send(by, audience);
    };

    it('is refused if the class is archived, handed over, or left first', async () => {
      const [archived, handed, left] = [await open(), await open(), await open()];
      const colleague = await school.addLecturer();
      expectProblem(await during(() => archived.archive(), archived.lecturer, { classId: archived.schoolClass.id }), 409, 'class_archived');
      expectProblem(
        await during(() => boss.client.patch(handed.path, { lecturerId: colleague.user.id }), handed.lecturer, {
          classId: handed.schoolClass.id,
        }),
        422,
        'unknown_reference',
      );
      const { user, client } = left.students[0]!;
      const before = await inbox.ids(client);
      const audience = { classId: left.schoolClass.id, studentId: user.id };
      expectProblem(await during(() => school.withdraw(left.schoolClass, user), left.lecturer, audience), 422, 'unknown_reference');
      expect(await inbox.ids(client)).toEqual(before);
    });

    it('reaches a person whose address changes', async () => {
      const { user, client } = await school.addUser();
      const { status, body } = await during(
        () => users().change(user, { ...user, email: `moved-${user.email}`, version: 2 }, { audit: anEntry() }),
        boss.client,
        {
          userId: user.id,
        },
      );
      expect(status).toBe(201);
      expect(await inbox.ids(client)).toEqual(expect.arrayContaining([(body as { id: number }).id]));
    });

    it('either tells an active class or is refused, when it is archived at once', async () => {
      const room = await open();
      const classId = room.schoolClass.id;
      const [sent, archived] = await Promise.all([send(room.lecturer, { classId }), room.archive()]);
      expect(archived.status).toBe(200);
      const ids = await inbox.ids(room.students[0]!.client);
      if (sent.status === 201) expect(ids).toContain((sent.body as { id: number }).id);
      else expectProblem(sent, 409, 'class_archived');
    });

    it('is done once, whatever got lost on the way', async () => {
      const { user, client } = await school.addUser();
      for (const fault of ['AnswerLost', 'ConnectionLost', 'TransactionConflict'] as const) {
        school.database.faults.failNext('TransactWriteItems', fault);
      }
      expect((await send(boss.client, { userId: user.id })).status).toBe(201);
      expect((await inbox.of(client)).filter(({ audience }) => 'userId' in audience)).toHaveLength(1);
    });
  });
});
