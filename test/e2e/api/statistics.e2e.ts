import type { Role } from '../../../src/auth/actor.js';
import { CountsRepository } from '../../../src/features/statistics/counts.repository.js';
import { recount } from '../../../src/features/statistics/recount.js';
import type { User } from '../../../src/features/users/user.js';
import { aCode, anInvitation } from '../../fixtures/builders.js';
import { ClassBody } from '../../fixtures/classroom.js';
import type { Answer, Client } from '../../fixtures/client.js';
import { SchoolFixture } from '../../fixtures/school.js';

interface Statistics {
  people: { admins: number; lecturers: number; students: number };
  subjects: number;
  classes: number;
  enrolments: number;
}

describe('GET /statistics', () => {
  let school: SchoolFixture;
  let admin: Client;
  beforeAll(async () => {
    school = await SchoolFixture.startWithAccounts(25_000);
    ({ admin } = school);
  });
  afterAll(() => school.close());

  const statistics = async (): Promise<Statistics> => (await admin.get('/statistics')).body as Statistics;
  const moved = async (by: Partial<Statistics>, change: () => Promise<Answer | void>): Promise<void> => {
    const before = await statistics();
    const answer = await change();
    if (answer) expect({ ...answer, status: Math.floor(answer.status / 100) }).toMatchObject({ status: 2 });
    const after = await statistics();
    const { people, ...rest } = by;
    const sum = (one: object, other: object = {}) =>
      Object.fromEntries(
        Object.entries(one).map(([key, value]) => [key, (value as number) + ((other as Record<string, number>)[key] ?? 0)]),
      );
    const { people: peopleBefore, ...restBefore } = before;
    expect(after).toEqual({ people: sum(peopleBefore, people), ...sum(restBefore, rest) });
  };
  const people = (by: object) => ({ people: by as Statistics['people'] });

  it('counts nothing but the admin in a new school, and that is right', async () => {
    const none = { subjects: 0, classes: 0, enrolments: 0 };
    expect(await statistics()).toEqual({ people: { admins: 1, lecturers: 0, students: 0 }, ...none });
    expect(await recount(school.get(CountsRepository))).toEqual({ differences: [], unsettled: [] });
    await school.addDefaults();
    expect(await statistics()).toEqual({ people: { admins: 1, lecturers: 1, students: 0 }, ...none, subjects: 1 });
  });

  it('counts people by the role they have, whatever their status', async () => {
    let id = '';
    await moved(people({ students: 1 }), async () => {
      const answer = await admin.post('/users', anInvitation());
      ({ id } = answer.body as { id: string });
      return answer;
    });
    await moved(people({ students: -1, lecturers: 1 }), () => admin.patch(`/users/${id}`, { role: 'LECTURER' }));
    await moved({}, () => admin.patch(`/users/${id}`, { role: 'LECTURER', givenName: 'Chi' }));
    await moved(people({ lecturers: -1, admins: 1 }), () =>
      admin.patch(`/users/${id}`, { role: 'ADMIN', email: `${aCode('new')}@example.edu` }),
    );
    await moved({}, () => admin.post(`/users/${id}/disable`));
    await moved({}, () => admin.post(`/users/${id}/anonymise`));
  });

  it('counts subjects, retired ones too', async () => {
    let id = '';
    await moved({ subjects: 1 }, async () => void ({ id } = await school.addSubject()));
    await moved({}, () => admin.post(`/subjects/${id}/retire`, {}));
    await moved({}, () => admin.post(`/subjects/${id}/reinstate`, { reason: 'Taught again' }));
  });

  it('counts classes, archived ones too, until they are deleted', async () => {
    let schoolClass: ClassBody | undefined;
    await moved({ classes: 1 }, async () => void (schoolClass = await school.addClass()));
    await moved({}, () => admin.post(`/classes/${schoolClass!.id}/archive`, {}));
    await moved({}, () => admin.post(`/classes/${schoolClass!.id}/unarchive`, { reason: 'Not over' }));
    await moved({ classes: -1 }, () => admin.delete(`/classes/${schoolClass!.id}`));
  });

  it('counts who is enrolled', async () => {
    const schoolClass = await school.addClass({ capacity: 3 });
    const students = await Promise.all([1, 2, 3, 4].map(async () => (await school.addUser()).user));
    const path = `/classes/${schoolClass.id}/students`;
    await moved({ enrolments: 1 }, () => admin.put(`${path}/${students[0]!.id}`));
    await moved({}, () => admin.put(`${path}/${students[0]!.id}`));
    await moved({ enrolments: 2 }, () => admin.post(path, { students: students.map(({ id }) => ({ id })) }));
    await moved({ enrolments: -1 }, () => admin.delete(`${path}/${students[0]!.id}?as=withdrawn`));
    await moved({}, () => admin.delete(`${path}/${students[0]!.id}?as=withdrawn`));
    await moved({}, () => admin.post(`/classes/${schoolClass.id}/archive?anyway=true`, { reason: 'Cancelled' }));
  });

  const SEED = Number(process.env.SEED ?? 20_261_121);
  it(`is right after many at once have made, enrolled, withdrawn and changed at random (SEED=${SEED})`, async () => {
    const random = randomFrom(SEED);
    const classes = await Promise.all([2, 3, 4].map((capacity) => school.addClass({ capacity })));
    const students: User[] = await Promise.all(Array.from({ length: 5 }, () => school.addAccount()));
    const oneOf = <T>(things: readonly T[]): T => things[Math.floor(random() * things.length)]!;
    const place = () => `/classes/${oneOf(classes).id}/students/${oneOf(students).id}`;
    const changes: (() => Promise<Answer>)[] = [
      () => admin.put(place()),
      () => admin.put(place()),
      () => admin.delete(place()),
      () => admin.post(`/classes/${oneOf(classes).id}/students`, { students: students.map(({ id }) => ({ id })) }),
      () => admin.patch(`/users/${oneOf(students).id}`, { role: oneOf<Role>(['STUDENT', 'LECTURER']) }),
      () => admin.patch(`/users/${oneOf(students).id}`, { familyName: aCode('Name') }),
      () => admin.post('/users', anInvitation({ role: oneOf<Role>(['STUDENT', 'LECTURER', 'ADMIN']) })),
      () =>
        admin.post('/subjects', {
          code: `SUB-${Math.floor(random() * 8)}`,
          name: 'Logic',
          credits: 3,
          components: [{ key: 'f', name: 'F', weight: 100 }],
          gradingScale: 'vn-10',
        }),
      () => admin.post('/classes', school.aClassRequest({ code: `C-${Math.floor(random() * 8)}` })),
      async () => {
        const { body } = await admin.get(`/classes?term=${school.defaults.term}&limit=100`);
        return admin.delete(`/classes/${oneOf((body as { items: { id: string }[] }).items).id}`);
      },
    ];
    for (let wave = 0; wave < 12; wave += 1) {
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => oneOf(changes)()));
      // Refused or done: but never a fault of ours.
      expect(outcomes.filter(({ status }) => status >= 500 && status !== 503).map(({ body }) => body as unknown)).toEqual([]);
    }

    expect(await recount(school.get(CountsRepository))).toEqual({ differences: [], unsettled: [] });
    const [lecturers, studentList, admins] = await Promise.all(
      ['LECTURER', 'STUDENT', 'ADMIN'].map((role) => admin.walk(`/users?role=${role}`, 100)),
    );
    const all = (await admin.walk(`/classes?term=${school.defaults.term}`, 100)) as ClassBody[];
    const rosters = await Promise.all(all.map(({ id }) => admin.walk(`/classes/${id}/students`, 100)));
    expect(await statistics()).toEqual({
      people: { admins: admins!.length, lecturers: lecturers!.length, students: studentList!.length },
      subjects: (await admin.walk('/subjects', 100)).length,
      classes: all.length,
      enrolments: rosters.flat().length,
    });
    expect(all.map(({ enrolledCount }) => enrolledCount)).toEqual(rosters.map(({ length }) => length));
  }, 120_000);
});

/** Numbers from 0 to 1 that a seed determines. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
