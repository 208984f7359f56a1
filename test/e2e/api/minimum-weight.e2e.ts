import { AnotherProcess } from '../../fixtures/another-process.js';
import { type ClassBody, Classroom } from '../../fixtures/classroom.js';
import { expectProblem, fieldsOf } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

describe('the minimum weight of a result', () => {
  let school: SchoolFixture;
  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults({ MINIMUM_WEIGHT: '60' });
  });
  afterAll(() => school.close());

  // The midterm has 40 percent of the weight, and the final exam 60.
  const excuse = async (room: Classroom, key: 'midterm' | 'final') => {
    const [student] = room.students;
    const { version } = await room.row(student!);
    const other = key === 'final' ? 'midterm' : 'final';
    return (await room.save(student!, { version, marks: { [other]: 7 }, flags: { [key]: 'EX' } })).body as { result: object | null };
  };

  it('is that of the school, and what counts must have as much', async () => {
    const room = await school.addClassroom({ students: 1 });
    expect(room.schoolClass).toMatchObject({ minimumWeight: 60 });
    expect((await excuse(room, 'midterm')).result).toMatchObject({ value: 7 });
    expect((await excuse(room, 'final')).result).toBeNull();
    const file = (await room.exportFile()).body as string;
    expect((await room.importFile(file)).body).toMatchObject({ results: [{ outcome: 'unchanged' }] });
  });

  it('stays that of a class when the setting changes', async () => {
    const room = await school.addClassroom({ students: 1 });
    const later = await AnotherProcess.of(school, { MINIMUM_WEIGHT: '100' });
    const [admin, lecturer] = [school.admin.at(later.url), room.lecturer.at(later.url)];
    const after = new Classroom(room.schoolClass, admin, lecturer, room.students);
    expect((await excuse(after, 'midterm')).result).toMatchObject({ value: 7 });
    expect((await admin.get(room.path)).body).toMatchObject({ minimumWeight: 60 });

    const { body } = await admin.post('/classes', school.aClassRequest());
    const created = new Classroom(body as ClassBody, admin, lecturer, room.students);
    expect(created.schoolClass).toMatchObject({ minimumWeight: 100 });
    await school.enrol(created.schoolClass, room.students[0]!.user);
    expect((await excuse(created, 'midterm')).result).toBeNull();
    await later.close();
  });

  it('must be that of the class to which marks are moved', async () => {
    const room = await school.addClassroom({ students: 1 });
    const later = await AnotherProcess.of(school, { MINIMUM_WEIGHT: '100' });
    const { body: other } = await school.admin.at(later.url).post('/classes', school.aClassRequest());
    await later.close();
    await excuse(room, 'midterm');
    const { id } = room.students[0]!.user;
    const answer = await school.admin.post(`${room.path}/students/${id}/move`, { toClassId: (other as ClassBody).id });
    expectProblem(answer, 409, 'components_differ');
    expect(fieldsOf(answer)).toEqual(['minimumWeight']);
  });
});
