import type { Classroom } from '../../fixtures/classroom.js';
import { SchoolFixture } from '../../fixtures/school.js';

interface Named {
  readonly givenName: string;
  readonly familyName: string;
}

/** In the order of a Vietnamese school: by the last word of the given name. */
const NAMES = ['Trần An', 'Lê Văn Ân', 'Nguyễn Thị Bình', 'Nguyễn Văn Bình', 'Dương Đào', 'Đỗ Đức'];

describe('the students of a class, in a school with SCHOOL_LOCALE=vi', () => {
  let school: SchoolFixture;
  let room: Classroom;

  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults({ SCHOOL_LOCALE: 'vi' });
    room = await school.addClassroom({ students: 0 });
    for (const name of NAMES.toReversed()) {
      const [familyName, ...given] = name.split(' ');
      const { user } = await school.addUser({ familyName, givenName: given.join(' ') });
      await room.admin.put(`${room.path}/students/${user.id}`);
    }
  });
  afterAll(() => school.close());

  const toName = ({ familyName, givenName }: Named) => `${familyName} ${givenName}`;
  const page = async (query: string) => {
    const { items, nextCursor } = (await room.lecturer.get(`${room.path}/students?${query}`)).body as {
      items: (Named & { studentId: string })[];
      nextCursor: string;
    };
    return { names: items.map(toName), ids: items.map(({ studentId }) => studentId), nextCursor };
  };

  it('are in the order of its language in the roster, with every limit', async () => {
    for (const limit of [1, 2, 4, 6, 100]) {
      const roster = (await room.lecturer.walk(`${room.path}/students`, limit)) as unknown as Named[];
      expect(roster.map(toName)).toEqual(NAMES);
    }
  });

  it('are in the same order in the gradebook and in its file', async () => {
    const rows = ((await room.lecturer.get(`${room.path}/scores`)).body as { rows: Named[] }).rows;
    expect(rows.map(toName)).toEqual(NAMES);
    const lines = ((await room.exportFile()).body as string).trimEnd().split('\r\n').slice(1);
    expect(lines.map((line) => line.split(',')[1])).toEqual(NAMES);
  });

  it('continue on the next page although the last student of the page has left, on a page without empty places', async () => {
    const { names, ids, nextCursor } = await page('limit=2');
    expect(names).toEqual(NAMES.slice(0, 2));
    const path = `${room.path}/students/${ids[1]!}`;
    await room.admin.delete(path);
    expect((await page(`limit=2&cursor=${nextCursor}`)).names).toEqual(NAMES.slice(2, 4));
    expect((await page('limit=2')).names).toEqual([NAMES[0], NAMES[2]]);
    await room.admin.put(path);
  });
});
