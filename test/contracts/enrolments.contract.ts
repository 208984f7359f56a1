import { randomUUID } from 'node:crypto';
import type { DomainErrorClass } from '../../src/core/errors/domain-error.js';
import { ValidationFailed } from '../../src/core/errors/errors.js';
import type { Page } from '../../src/core/paging/page.js';
import type { NewAuditEntry } from '../../src/features/audit/audit-entry.js';
import { ClassArchived, ClassNotFound, GradebookLocked } from '../../src/features/classes/classes.errors.js';
import { ClassesRepository } from '../../src/features/classes/classes.repository.js';
import type { SchoolClass } from '../../src/features/classes/school-class.js';
import type { Enrolment } from '../../src/features/enrolments/enrolment.js';
import { enrolmentEntity } from '../../src/features/enrolments/enrolment.js';
import {
  AlreadyEnrolled,
  ClassFull,
  NotEnrolled,
  StudentChanged,
  StudentDisabled,
  StudentNotFound,
} from '../../src/features/enrolments/enrolments.errors.js';
import { EnrolmentsRepository, type RosterChange } from '../../src/features/enrolments/enrolments.repository.js';
import type { User } from '../../src/features/users/user.js';
import { UsersRepository } from '../../src/features/users/users.repository.js';
import { aClass, anActor, anEntry, asStored, aUser } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { errorsOf, Seed } from '../fixtures/seed.js';

const AT = '2026-11-02T09:00:00.000Z';
const LATER = '2026-11-03T09:00:00.000Z';
const consistent = { consistent: true };

export function enrolmentsContract(engine: () => EngineUnderTest): void {
  describe('enrolments', () => {
    const seed = new Seed(engine);
    const enrolments = () => engine().port(EnrolmentsRepository);

    const move = (student: User): RosterChange => ({ student, effects: { audit: anEntry() } });
    const enrol = (schoolClass: SchoolClass, students: User[], at = AT) => enrolments().enrol(schoolClass, students.map(move), at);
    const refused = (some: User[], error: DomainErrorClass) => new Map(some.map(({ id }) => [id, expect.any(error) as unknown]));
    const students = (count: number) => Promise.all(Array.from({ length: count }, () => seed.addUser()));
    const rowOf = ({ id: classId }: SchoolClass, { id: studentId }: User) => enrolments().read({ classId, studentId }, consistent);
    const seatsFree = async ({ id }: SchoolClass) => (await engine().port(ClassesRepository).read(id, consistent))!.seatsFree;
    const change = async (user: User, after: Partial<User>) => {
      const audit = anEntry();
      await engine()
        .port(UsersRepository)
        .change(user, { ...user, ...after, version: user.version + 1 }, { audit });
    };
    const changeClass = async (schoolClass: SchoolClass, values: Partial<SchoolClass>) => {
      const after: SchoolClass = { ...schoolClass, ...values, version: schoolClass.version + 1 };
      await engine().port(ClassesRepository).change(schoolClass, after, {}, { audit: anEntry() });
    };
    const archive = (schoolClass: SchoolClass) => changeClass(schoolClass, { status: 'ARCHIVED' });

    describe('enrolling', () => {
      it('adds a row, takes a seat and opens a relation', async () => {
        const { schoolClass } = await seed.addClass({ capacity: 2 });
        const student = await seed.addUser();
        expect(await enrol(schoolClass, [student])).toEqual(new Map());
        const { id: classId, code: classCode, term, subjectId } = schoolClass;
        const { id: studentId, code: studentCode, givenName, familyName, nameVersion } = student;
        expect(await rowOf(schoolClass, student)).toEqual({
          ...{ classId, classCode, term, subjectId, studentId, studentCode, studentName: { givenName, familyName }, nameVersion },
          ...{ status: 'ENROLLED', marks: {}, version: 1, enrolledAt: AT },
        });
        expect(await seed.openRelations(student)).toBe(1);
        expect(await engine().port(ClassesRepository).read(classId, consistent)).toMatchObject({ seatsFree: 1, hadStudents: true });
      });

      it('rejects an enrolled student and changes nothing', async () => {
        const { schoolClass } = await seed.addClass();
        const student = await seed.enrol(schoolClass);
        const row = await rowOf(schoolClass, student);
        expect(await enrol(schoolClass, [student], LATER)).toEqual(refused([student], AlreadyEnrolled));
        expect(await rowOf(schoolClass, student)).toEqual(row);
        expect(await seed.openRelations(student)).toBe(1);
        expect(await seatsFree(schoolClass)).toBe(schoolClass.capacity - 1);
      });

      it('rejects users who are not students, are disabled or changed after they were read', async () => {
        const { schoolClass } = await seed.addClass();
        const [moved, renamed] = (await students(2)) as [User, User];
        await change(moved, { email: `moved-${moved.email}` });
        await change(renamed, { familyName: 'Lê', nameVersion: 2 });
        const [lecturer, disabled] = await Promise.all([seed.addUser({ role: 'LECTURER' }), seed.addUser({ status: 'DISABLED' })]);
        const stranger = aUser();
        const refusals = await enrol(schoolClass, [lecturer, disabled, moved, renamed, stranger, await seed.addUser()]);
        expect(refusals).toEqual(
          new Map([
            ...refused([lecturer], StudentNotFound),
            ...refused([disabled], StudentDisabled),
            ...refused([moved, renamed, stranger], StudentChanged),
          ]),
        );
        expect(await seatsFree(schoolClass)).toBe(schoolClass.capacity - 1);
      });

      it('assigns seats in order, and none to a rejected student', async () => {
        const { schoolClass } = await seed.addClass({ capacity: 3 });
        const [first, second, third, fourth] = (await students(4)) as [User, User, User, User];
        const disabled = await seed.addUser({ status: 'DISABLED' });
        const refusals = await enrol(schoolClass, [first, disabled, second, third, fourth]);
        expect(refusals).toEqual(new Map([...refused([disabled], StudentDisabled), ...refused([fourth], ClassFull)]));
        expect(await seatsFree(schoolClass)).toBe(0);
        expect(await rowOf(schoolClass, fourth)).toBeUndefined();
      });

      it('enrols more students than fit into a transaction, except rejected ones', async () => {
        const { schoolClass } = await seed.addClass({ capacity: 60 });
        const [all, enrolled] = await Promise.all([students(59), seed.enrol(schoolClass)]);
        const refusals = await enrol(schoolClass, [...all.slice(0, 30), enrolled, ...all.slice(30)]);
        expect(refusals).toEqual(refused([enrolled], AlreadyEnrolled));
        expect(await seatsFree(schoolClass)).toBe(0);
      });

      it('rejects an archived class and an unknown class', async () => {
        const { schoolClass } = await seed.addClass();
        await archive(schoolClass);
        const late = await students(2);
        expect(await enrol(schoolClass, late)).toEqual(refused(late, ClassArchived));
        expect(await enrol(aClass(), late)).toEqual(refused(late, ClassNotFound));
      });

      it('never exceeds the capacity when many enrol at once', async () => {
        const { schoolClass } = await seed.addClass({ capacity: 3 });
        const crowd = await students(9);
        const outcomes = await Promise.all(crowd.map(async (student) => (await enrol(schoolClass, [student])).get(student.id)));
        expect(outcomes.filter((refusal) => refusal === undefined)).toHaveLength(3);
        expect(outcomes.filter((refusal) => refusal instanceof ClassFull)).toHaveLength(6);
        expect((await enrolments().gradebook(schoolClass.id)).map(({ studentId }) => studentId)).toHaveLength(3);
        const open = await Promise.all(crowd.map((student) => seed.openRelations(student)));
        expect(open.reduce((sum, count) => sum + count, 0)).toBe(3);
      });

      it('takes one seat for simultaneous enrolments of the same student', async () => {
        const { schoolClass } = await seed.addClass();
        const student = await seed.addUser();
        const outcomes = await Promise.all(Array.from({ length: 6 }, () => enrol(schoolClass, [student])));
        expect(outcomes.filter((refusals) => refusals.get(student.id) instanceof AlreadyEnrolled)).toHaveLength(5);
        expect(await seatsFree(schoolClass)).toBe(schoolClass.capacity - 1);
        expect(await seed.openRelations(student)).toBe(1);
      });

      it('excludes archiving at the same time', async () => {
        const { schoolClass } = await seed.addClass();
        const crowd = await students(4);
        const enrolling = () => Promise.allSettled(crowd.map((student) => enrol(schoolClass, [student])));
        const [, outcomes] = await Promise.all([archive(schoolClass), enrolling()]);
        const seated = outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value.size === 0);
        expect(await enrolments().gradebook(schoolClass.id)).toHaveLength(seated.length);
        expect(await seatsFree(schoolClass)).toBe(schoolClass.capacity - seated.length);
        const late = await students(1);
        expect(await enrol(schoolClass, late)).toEqual(refused(late, ClassArchived));
      });

      it('excludes disabling the student at the same time', async () => {
        const { schoolClass } = await seed.addClass();
        const student = await seed.addUser();
        const [refusals] = await Promise.all([
          enrol(schoolClass, [student]),
          change(student, { status: 'DISABLED', statusBefore: 'ACTIVE' }),
        ]);
        const refusal = refusals.get(student.id);
        if (refusal) expect(refusal).toBeInstanceOf(StudentDisabled);
        expect(await seed.openRelations(student)).toBe(refusal ? 0 : 1);
        expect(await enrol((await seed.addClass()).schoolClass, [student])).toEqual(refused([student], StudentDisabled));
      });
    });

    describe('withdrawing', () => {
      const withdraw = (schoolClass: SchoolClass, student: User, entry: Partial<NewAuditEntry> = {}) =>
        enrolments().withdraw(schoolClass, { student, effects: { audit: anEntry(entry) } }, LATER);
      const reason = 'Decision of the faculty';
      const states: [string, Partial<SchoolClass>][] = [
        ['published marks', { publishedComponents: { midterm: AT } }],
        ['a locked gradebook', { gradesLocked: true }],
      ];

      it('keeps the row and its marks, frees the seat and closes the relation', async () => {
        const { schoolClass } = await seed.addClass();
        const student = await seed.enrol(schoolClass);
        const row = (await rowOf(schoolClass, student))!;
        const after: Enrolment = { ...row, marks: { midterm: 700 }, version: 2 };
        await enrolments().saveMarks(schoolClass, [{ before: row, after, effects: { audit: anEntry() } }], {
          actor: anActor(),
        });
        await withdraw(schoolClass, student);
        expect(await rowOf(schoolClass, student)).toEqual({ ...after, status: 'WITHDRAWN', withdrawnAt: LATER, version: 3 });
        expect(await seatsFree(schoolClass)).toBe(schoolClass.capacity);
        expect(await seed.openRelations(student)).toBe(0);

        expect(await enrol(schoolClass, [student], LATER)).toEqual(new Map());
        expect(await rowOf(schoolClass, student)).toEqual({ ...after, version: 4, enrolledAt: LATER });
      });

      it('rejects students who are not enrolled, changed after they were read or are in an archived class', async () => {
        const { schoolClass } = await seed.addClass();
        const student = await seed.enrol(schoolClass);
        await expect(withdraw(schoolClass, await seed.addUser())).rejects.toBeInstanceOf(NotEnrolled);
        await expect(withdraw(schoolClass, { ...student, email: 'old@example.edu' })).rejects.toBeInstanceOf(StudentChanged);
        await archive(schoolClass);
        await expect(withdraw(schoolClass, student)).rejects.toBeInstanceOf(ClassArchived);
        expect(await rowOf(schoolClass, student)).toMatchObject({ status: 'ENROLLED' });
      });

      it.each(states)('requires a reason in a class with %s', async (_state, values) => {
        const { schoolClass } = await seed.addClass();
        const student = await seed.enrol(schoolClass);
        await changeClass(schoolClass, values);
        await expect(withdraw(schoolClass, student)).rejects.toBeInstanceOf(ValidationFailed);
        expect(await rowOf(schoolClass, student)).toMatchObject({ status: 'ENROLLED' });
        await withdraw(schoolClass, student, { reason });
        expect(await rowOf(schoolClass, student)).toMatchObject({ status: 'WITHDRAWN' });
      });

      it('requires an admin in a class with a locked gradebook', async () => {
        const { schoolClass } = await seed.addClass();
        const student = await seed.enrol(schoolClass);
        await changeClass(schoolClass, { gradesLocked: true });
        const by = anActor({ role: 'LECTURER', id: schoolClass.lecturerId });
        await expect(withdraw(schoolClass, student, { by, reason })).rejects.toBeInstanceOf(GradebookLocked);
        expect(await rowOf(schoolClass, student)).toMatchObject({ status: 'ENROLLED' });
      });

      it.each(states)('requires a reason unless it comes before %s', async (_state, values) => {
        const { schoolClass } = await seed.addClass();
        const group = await Promise.all(Array.from({ length: 4 }, () => seed.enrol(schoolClass)));
        const outcomes = await Promise.all([
          changeClass(schoolClass, values),
          ...group.map((student) => withdraw(schoolClass, student).catch((error: unknown) => error)),
        ]);
        const refusals = outcomes.slice(1).filter((error) => error !== undefined);
        expect(refusals).toEqual(refusals.map(() => expect.any(ValidationFailed) as unknown));
        expect(await seatsFree(schoolClass)).toBe(schoolClass.capacity - refusals.length);
        const late = await seed.enrol(schoolClass);
        await expect(withdraw(schoolClass, late)).rejects.toBeInstanceOf(ValidationFailed);
      });

      it('frees one seat for simultaneous requests', async () => {
        const { schoolClass } = await seed.addClass();
        const student = await seed.enrol(schoolClass);
        const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => withdraw(schoolClass, student)));
        expect(errorsOf(outcomes)).toEqual(Array(4).fill(expect.any(NotEnrolled)));
        expect(await seatsFree(schoolClass)).toBe(schoolClass.capacity);
        expect(await seed.openRelations(student)).toBe(0);
      });
    });

    describe('reading', () => {
      const walk = async (list: (after?: string) => Promise<Page<Enrolment>>) => {
        const rows: Enrolment[] = [];
        let after: string | undefined;
        do {
          const page = await list(after);
          rows.push(...page.items);
          after = page.next;
        } while (after);
        return rows;
      };

      it('returns each existing row once', async () => {
        const { schoolClass } = await seed.addClass();
        const enrolled = await Promise.all([seed.enrol(schoolClass), seed.enrol(schoolClass)]);
        const keys = [...enrolled, enrolled[0], aUser()].map(({ id: studentId }) => ({ classId: schoolClass.id, studentId }));
        const rows = await enrolments().readMany(keys, consistent);
        expect(rows.map(({ studentId }) => studentId).sort()).toEqual(enrolled.map(({ id }) => id).sort());
        expect(await enrolments().readMany([])).toEqual([]);
        expect(await enrolments().read(keys[3]!, consistent)).toBeUndefined();
      });

      it('lists all rows of a class by student id, also of withdrawn students', async () => {
        const { schoolClass } = await seed.addClass();
        const all = await students(5);
        await enrol(schoolClass, all);
        await enrolments().withdraw(schoolClass, move(all[0]!), LATER);
        const ids = all.map(({ id }) => id).sort();
        expect((await enrolments().gradebook(schoolClass.id)).map(({ studentId }) => studentId)).toEqual(ids);
      });

      it('lists all or only current classes of a student by term and code', async () => {
        const student = await seed.addUser();
        const [term, later] = [`T-${randomUUID().slice(0, 8)}`, `U-${randomUUID().slice(0, 8)}`];
        await Promise.all([seed.addTerm({ code: term }), seed.addTerm({ code: later })]);
        const classes = await Promise.all(
          [
            { term: later, code: 'A' },
            { term, code: 'B' },
            { term, code: 'A' },
          ].map(async (given) => (await seed.addClass(given)).schoolClass),
        );
        for (const schoolClass of classes) await seed.enrol(schoolClass, student);
        const of = (rows: Enrolment[]) => rows.map((row) => `${row.term} ${row.classCode}`);
        const own = (given: { limit: number; term?: string }) => walk((after) => enrolments().ofStudent(student.id, { ...given, after }));
        expect(of(await own({ limit: 2 }))).toEqual([`${term} A`, `${term} B`, `${later} A`]);
        expect(of(await own({ limit: 1, term }))).toEqual([`${term} A`, `${term} B`]);

        await enrolments().withdraw(classes[1]!, move(student), LATER);
        expect(of(await own({ limit: 2 }))).toEqual([`${term} A`, `${later} A`]);
        expect(of(await enrolments().allOfStudent(student.id))).toEqual([`${term} A`, `${term} B`, `${later} A`]);
      });

      it('lists the history of a row, newest first', async () => {
        const { schoolClass } = await seed.addClass();
        const student = await seed.addUser();
        const entity = enrolmentEntity({ classId: schoolClass.id, studentId: student.id });
        const entries = [
          anEntry({ entity, at: AT, action: 'one', after: { marks: { final: 7.25 } } }),
          anEntry({ entity, at: LATER, action: 'two' }),
        ];
        await enrolments().enrol(schoolClass, [{ student, effects: { audit: entries[0]! } }], AT);
        await enrolments().withdraw(schoolClass, { student, effects: { audit: entries[1]! } }, LATER);
        expect(await enrolments().history({ classId: schoolClass.id, studentId: student.id })).toEqual(entries.reverse().map(asStored));
      });
    });
  });
}
