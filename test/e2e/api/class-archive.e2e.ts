import { classEntity } from '../../../src/features/classes/school-class.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import { anEntry } from '../../fixtures/builders.js';
import type { Client } from '../../fixtures/client.js';
import { expectProblem, fieldsOf } from '../../fixtures/expectations.js';
import { SchoolFixture, type SignedInUser } from '../../fixtures/school.js';

describe('a class', () => {
  let school: SchoolFixture;
  let admin: Client;

  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    ({ admin } = school);
  });
  afterAll(() => school.close());

  const archive = ({ id }: { id: string }, reason?: string) => admin.post(`/classes/${id}/archive`, reason && { reason });
  const unarchive = ({ id }: { id: string }) => admin.post(`/classes/${id}/unarchive`, { reason: 'Appeal' });

  const disable = async (id: string) => {
    const users = school.users;
    const user = (await users.read(id, { consistent: true }))!;
    await users.change(user, { ...user, status: 'DISABLED', statusBefore: 'ACTIVE', version: user.version + 1 }, { audit: anEntry() });
  };

  describe('that is archived', () => {
    it('is read-only until it is opened again, for a reason', async () => {
      const { user } = await school.addLecturer();
      const schoolClass = await school.addClass({ lecturerId: user.id });
      for (let call = 0; call < 2; call += 1) {
        expect(await archive(schoolClass, 'Term is over')).toMatchObject({ status: 200, body: { status: 'ARCHIVED', version: 2 } });
      }
      expect(await school.openRelations(user)).toBe(0);
      expectProblem(await admin.patch(`/classes/${schoolClass.id}`, { room: 'A' }), 409, 'class_archived');
      expectProblem(await admin.delete(`/classes/${schoolClass.id}`), 409, 'class_archived');

      expectProblem(await admin.post(`/classes/${schoolClass.id}/unarchive`), 400, 'validation_failed');
      for (let call = 0; call < 2; call += 1)
        expect(await unarchive(schoolClass)).toMatchObject({ status: 200, body: { status: 'ACTIVE', version: 3 } });
      expect(await school.openRelations(user)).toBe(1);
      expect(await auditLogOf(school, classEntity(schoolClass.id))).toMatchObject([
        { action: 'class.created' },
        { action: 'class.archived', reason: 'Term is over' },
        { action: 'class.unarchived', reason: 'Appeal' },
      ]);
    });

    it('has the name of its subject again once it is opened, whatever the name became meanwhile', async () => {
      const subject = await school.addSubject({ name: 'Calculus' });
      const schoolClass = await school.addClass({ subjectId: subject.id });
      await archive(schoolClass);
      await admin.patch(`/subjects/${subject.id}`, { name: 'Analysis' });
      expect((await admin.get(`/classes/${schoolClass.id}`)).body).toMatchObject({ subject: { name: 'Calculus' } });
      expect((await unarchive(schoolClass)).body).toMatchObject({ status: 'ACTIVE', subject: { name: 'Analysis' } });
    });

    it('needs no reason to be', async () => {
      expect((await archive(await school.addClass())).status).toBe(200);
    });

    it('has all marks of its students, published', async () => {
      const room = await school.addClassroom({ students: 2 });
      const [one, another] = room.students as [SignedInUser, SignedInUser];
      await room.mark(one, { midterm: 7, final: 8 });
      await room.mark(another, { midterm: 6 });
      await room.publish('midterm');
      const refused = await archive(room.schoolClass, 'Term is over');
      expectProblem(refused, 409, 'class_incomplete');
      expect((refused.body as { errors: object[] }).errors).toEqual([
        { field: 'components.final', code: 'not_published', message: 'is not published.' },
        {
          field: 'components.final',
          code: 'marks_missing',
          message: `has no mark for 1 of 2 students: ${another.user.code}.`,
          params: { count: 1, total: 2, students: [another.user.code] },
        },
      ]);
      expect((await admin.get(room.path)).body).toMatchObject({ status: 'ACTIVE', version: 2 });

      await room.mark(another, { final: 5 });
      await room.publish('final');
      expect(await archive(room.schoolClass)).toMatchObject({ status: 200, body: { status: 'ARCHIVED' } });
    });

    it('is without marks only for a reason', async () => {
      const { schoolClass, path } = await school.addClassroom({ students: 1 });
      for (const body of [undefined, {}, { reason: ' ' }]) {
        const refused = await admin.post(`${path}/archive?anyway=true`, body);
        expectProblem(refused, 400, 'validation_failed');
        expect(fieldsOf(refused)).toContain('reason');
      }
      expectProblem(await admin.post(`${path}/archive?anyway=false`, { reason: 'Cancelled' }), 409, 'class_incomplete');
      expect((await admin.post(`${path}/archive?anyway=true`, { reason: 'Cancelled' })).status).toBe(200);
      expect((await auditLogOf(school, classEntity(schoolClass.id))).at(-1)).toMatchObject({
        action: 'class.archived',
        reason: 'Cancelled',
      });
      expect((await admin.post(`${path}/archive`)).status).toBe(200);
    });

    it('by many at once closes one relation', async () => {
      const { user } = await school.addLecturer();
      const [first] = [await school.addClass({ lecturerId: user.id }), await school.addClass({ lecturerId: user.id })];
      const statuses = (await Promise.all(Array.from({ length: 5 }, () => archive(first)))).map(({ status }) => status);
      expect(statuses.filter((status) => ![200, 412].includes(status))).toEqual([]);
      expect(await school.openRelations(user)).toBe(1);
    });

    it('keeps its students enrolled', async () => {
      const [schoolClass, { user }] = [await school.addClass(), await school.addUser()];
      await school.enrol(schoolClass, user);
      await admin.post(`/classes/${schoolClass.id}/archive?anyway=true`, { reason: 'Cancelled' });
      expect(await school.openRelations(user)).toBe(1);
      expect((await admin.get(`/classes/${schoolClass.id}`)).body).toMatchObject({ enrolledCount: 1 });
    });

    it('stays so while its lecturer is disabled', async () => {
      const { user } = await school.addLecturer();
      const schoolClass = await school.addClass({ lecturerId: user.id });
      await disable(user.id);
      expect((await archive(schoolClass)).status).toBe(200);
      expectProblem(await unarchive(schoolClass), 409, 'lecturer_unavailable');
      expect(await school.openRelations(user)).toBe(0);
    });
  });

  describe('that is deleted', () => {
    it('is gone: its code is free, its lecturer too, and its term can go', async () => {
      const [{ user }, term] = [await school.addLecturer(), await school.addTerm()];
      const { id, code } = await school.addClass({ term, lecturerId: user.id });
      expectProblem(await admin.delete(`/terms/${term}`), 409, 'term_in_use');
      expect(await admin.delete(`/classes/${id}`)).toMatchObject({ status: 204, body: undefined });
      expectProblem(await admin.get(`/classes/${id}`), 404, 'class_not_found');
      expect(await school.openRelations(user)).toBe(0);
      expect((await auditLogOf(school, classEntity(id))).at(-1)).toMatchObject({ action: 'class.deleted', before: { code, term } });

      const again = await school.addClass({ term, code });
      await admin.delete(`/classes/${again.id}`);
      expect((await admin.delete(`/terms/${term}`)).status).toBe(204);
    });

    it('never had a student, not even one who left', async () => {
      const [schoolClass, { user }] = [await school.addClass(), await school.addUser()];
      await school.enrol(schoolClass, user);
      expectProblem(await admin.delete(`/classes/${schoolClass.id}`), 409, 'class_had_students');
      await school.withdraw(schoolClass, user);
      expectProblem(await admin.delete(`/classes/${schoolClass.id}`), 409, 'class_had_students');
    });
  });
});
