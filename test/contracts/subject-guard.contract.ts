import type { SchoolClass } from '../../src/features/classes/school-class.js';
import { AlreadyEnrolled, ClassFull, SubjectTaken } from '../../src/features/enrolments/enrolments.errors.js';
import { type EnrolmentOptions, EnrolmentsRepository } from '../../src/features/enrolments/enrolments.repository.js';
import type { Subject } from '../../src/features/subjects/subject.js';
import type { User } from '../../src/features/users/user.js';
import { anEntry } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { Seed } from '../fixtures/seed.js';

const [AT, LATER] = ['2026-11-02T09:00:00.000Z', '2026-11-03T09:00:00.000Z'];
const consistent = { consistent: true };

/** A student is in one class of a subject in a term. */
export function subjectGuardContract(engine: () => EngineUnderTest): void {
  describe('one class of a subject in a term', () => {
    const seed = new Seed(engine);
    const enrolments = () => engine().port(EnrolmentsRepository);
    const enrolAll = (schoolClass: SchoolClass, students: readonly User[], options?: EnrolmentOptions) => {
      const joining = students.map((student) => ({ student, effects: { audit: anEntry() } }));
      return enrolments().enrol(schoolClass, joining, AT, options);
    };
    const enrol = async (schoolClass: SchoolClass, student: User, options?: EnrolmentOptions) => {
      const refusal = (await enrolAll(schoolClass, [student], options)).get(student.id);
      if (refusal) throw refusal;
    };
    const withdraw = (schoolClass: SchoolClass, student: User) =>
      enrolments().withdraw(schoolClass, { student, effects: { audit: anEntry() } }, LATER);
    const drop = async (schoolClass: SchoolClass, student: User) => {
      const row = (await enrolments().read({ classId: schoolClass.id, studentId: student.id }, consistent))!;
      await enrolments().drop(schoolClass, row, { student, effects: { audit: anEntry() } }, LATER);
    };
    /** Classes of one subject in one term. */
    const sections = async (count: number, values: Partial<Subject> = {}, capacity = 10): Promise<SchoolClass[]> => {
      const subject = await seed.addSubject(values);
      const { repeatable } = subject;
      const first = (await seed.addClass({ capacity, repeatable }, { subject })).schoolClass;
      const others = Array.from({ length: count - 1 }, () => seed.addClass({ capacity, repeatable, term: first.term }, { subject }));
      return [first, ...(await Promise.all(others)).map(({ schoolClass }) => schoolClass)];
    };
    const enrolledIn = async (student: User) =>
      (await enrolments().allOfStudent(student.id)).filter(({ status }) => status === 'ENROLLED').map(({ classId }) => classId);

    it('is enforced, and the refused student takes no seat', async () => {
      const [one, other] = (await sections(2, {}, 1)) as [SchoolClass, SchoolClass];
      const student = await seed.enrol(one);
      await expect(enrol(other, student)).rejects.toBeInstanceOf(SubjectTaken);
      expect(await seed.openRelations(student)).toBe(1);
      expect(await enrolledIn(student)).toEqual([one.id]);
      await seed.enrol(other);
      await expect(enrol(one, student)).rejects.toBeInstanceOf(AlreadyEnrolled);
    });

    it('does not concern other subjects and other terms', async () => {
      const [one] = (await sections(1)) as [SchoolClass];
      const student = await seed.enrol(one);
      await seed.enrol((await seed.addClass({ term: one.term })).schoolClass, student);
      const { schoolClass } = await seed.addClass({ subjectId: one.subjectId });
      await seed.enrol(schoolClass, student);
      expect(await enrolledIn(student)).toHaveLength(3);
    });

    it.each<[string, (schoolClass: SchoolClass, student: User) => Promise<void>]>([
      ['withdrawn', withdraw],
      ['dropped', drop],
    ])('is free again after the student was %s, and taken again after they are back', async (_how, leave) => {
      const [one, other] = (await sections(2)) as [SchoolClass, SchoolClass];
      const student = await seed.enrol(one);
      await leave(one, student);
      await enrol(other, student);
      await expect(enrol(one, student)).rejects.toBeInstanceOf(SubjectTaken);
      await leave(other, student);
      await enrol(one, student);
      await expect(enrol(other, student)).rejects.toBeInstanceOf(SubjectTaken);
    });

    it('is not enforced where a student may repeat, and every class counts afterwards', async () => {
      const [one, two, three] = (await sections(3)) as [SchoolClass, SchoolClass, SchoolClass];
      const student = await seed.enrol(one);
      await enrol(two, student, { mayRepeat: true });
      for (const left of [one, two]) {
        await expect(enrol(three, student)).rejects.toBeInstanceOf(SubjectTaken);
        await withdraw(left, student);
      }
      await enrol(three, student);
      expect(await enrolledIn(student)).toEqual([three.id]);
    });

    it('is not enforced for repeatable subjects', async () => {
      const [one, other] = (await sections(2, { repeatable: true })) as [SchoolClass, SchoolClass];
      const student = await seed.enrol(one);
      expect(await enrolments().findTaking(other, [student.id])).toEqual(new Set());
      await enrol(other, student);
      expect((await enrolledIn(student)).sort()).toEqual([one.id, other.id].sort());
    });

    it('refuses single students of a list', async () => {
      const [one, other] = (await sections(2)) as [SchoolClass, SchoolClass];
      const taking = await seed.enrol(one);
      const free = [await seed.addUser(), await seed.addUser()];
      const all = [free[0]!, taking, free[1]!];
      expect(
        await enrolments().findTaking(
          other,
          all.map(({ id }) => id),
        ),
      ).toEqual(new Set([taking.id]));
      expect(
        await enrolments().findTaking(
          one,
          all.map(({ id }) => id),
        ),
      ).toEqual(new Set());
      expect(await enrolAll(other, all)).toEqual(new Map([[taking.id, expect.any(SubjectTaken)]]));
      expect((await enrolments().gradebook(other.id)).map(({ studentId }) => studentId).sort()).toEqual(free.map(({ id }) => id).sort());
    });

    it('holds if a student joins several at once, in lists and alone', async () => {
      const classes = await sections(4);
      const student = await seed.addUser();
      const others = await Promise.all(classes.map(() => seed.addUser()));
      const outcomes = await Promise.all(
        classes.map(async (schoolClass, index) => {
          const list = index % 2 === 0 ? [student] : [others[index]!, student];
          return (await enrolAll(schoolClass, list)).get(student.id);
        }),
      );
      expect(outcomes.filter((refusal) => refusal === undefined)).toHaveLength(1);
      expect(outcomes.filter((refusal) => refusal instanceof SubjectTaken)).toHaveLength(3);
      expect(await enrolledIn(student)).toHaveLength(1);
      expect(await seed.openRelations(student)).toBe(1);
    });

    it('holds if a student changes to several others at once', async () => {
      const [one, ...others] = (await sections(3)) as [SchoolClass, SchoolClass, SchoolClass];
      const student = await seed.enrol(one);
      await Promise.allSettled([withdraw(one, student), ...others.map((other) => enrol(other, student))]);
      expect((await enrolledIn(student)).length).toBeLessThanOrEqual(1);
    });

    it('leaves room for 24 students in one transaction', async () => {
      const [one] = (await sections(1, {}, 23)) as [SchoolClass];
      const students = await Promise.all(Array.from({ length: 24 }, () => seed.addUser()));
      expect(await enrolAll(one, students)).toEqual(new Map([[students[23]!.id, expect.any(ClassFull)]]));
    });
  });
}
