import type { Enrolment } from '../../src/features/enrolments/enrolment.js';
import { enrolmentEntity } from '../../src/features/enrolments/enrolment.js';
import { EnrolmentsRepository, type MarksUpdate } from '../../src/features/enrolments/enrolments.repository.js';
import { feedbackKeysOf } from '../../src/features/enrolments/feedback.js';
import { FeedbackRepository } from '../../src/features/enrolments/feedback.repository.js';
import { StaleEnrolment } from '../../src/features/scores/scores.errors.js';
import { anActor, anEntry } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { Seed } from '../fixtures/seed.js';

const consistent = { consistent: true };

/** Feedback, which is written with its row. */
export function feedbackContract(engine: () => EngineUnderTest): void {
  describe('feedback', () => {
    const seed = new Seed(engine);
    const enrolments = () => engine().port(EnrolmentsRepository);
    const feedback = () => engine().port(FeedbackRepository);
    const textsOf = async (row: Enrolment) => {
      const found = await feedback().readMany(feedbackKeysOf(row), consistent);
      return Object.fromEntries(found.map(({ component, text, version }) => [component, [text, version]]));
    };
    const written = (before: Enrolment, texts: Record<string, string | null>): MarksUpdate => {
      const version = before.version + 1;
      const named = { ...before.feedback, ...Object.fromEntries(Object.keys(texts).map((key) => [key, version])) };
      const left = Object.entries(named).filter(([key]) => texts[key] !== null);
      const after = { ...before, version, feedback: left.length > 0 ? Object.fromEntries(left) : undefined };
      return { before, after, feedback: new Map(Object.entries(texts)), effects: { audit: anEntry({ entity: enrolmentEntity(before) }) } };
    };
    const open = async (size = 1) => {
      const { schoolClass } = await seed.addClass({ capacity: size });
      for (let count = 0; count < size; count += 1) await seed.enrol(schoolClass);
      return { schoolClass, rows: (await enrolments().gradebook(schoolClass.id)) as [Enrolment, ...Enrolment[]] };
    };
    type Room = Awaited<ReturnType<typeof open>>;
    const save = ({ schoolClass }: Room, ...updates: MarksUpdate[]) =>
      enrolments().saveMarks({ ...schoolClass, gradingStarted: false }, updates, { actor: anActor({ role: 'ADMIN' }) });

    it('is stored beside a row that names it, changed, and removed', async () => {
      const room = await open();
      const first = written(room.rows[0], { midterm: 'Good.', final: 'See me.' });
      expect(await save(room, first)).toEqual(new Map());
      expect((await enrolments().gradebook(room.schoolClass.id))[0]).toEqual(first.after);
      expect(await textsOf(first.after)).toEqual({ midterm: ['Good.', 2], final: ['See me.', 2] });
      const second = written(first.after, { midterm: 'Better.', final: null });
      expect(await save(room, second)).toEqual(new Map());
      expect(await textsOf(first.after)).toEqual({ midterm: ['Better.', 3] });
      const third = written(second.after, { midterm: null });
      expect(await save(room, third)).toEqual(new Map());
      expect((await enrolments().gradebook(room.schoolClass.id))[0]).toEqual({ ...room.rows[0], version: 4 });
      expect(await textsOf(first.after)).toEqual({});
    });

    it('is not written without its row', async () => {
      const room = await open();
      const first = written(room.rows[0], { midterm: 'Good.' });
      await save(room, first);
      expect((await save(room, written(room.rows[0], { midterm: 'Bad.' }))).get(room.rows[0].studentId)).toBeInstanceOf(StaleEnrolment);
      expect(await textsOf(first.after)).toEqual({ midterm: ['Good.', 2] });
    });

    it('is written for more rows than fit into a transaction, beside rows without any', async () => {
      const room = await open(45);
      const keys = Array.from({ length: 20 }, (_, number) => `part-${number}`);
      const updates = room.rows.map((row, index) =>
        written(row, index % 9 === 0 ? Object.fromEntries(keys.map((key) => [key, `${key} of ${index}`])) : {}),
      );
      expect(await save(room, ...updates)).toEqual(new Map());
      expect(await enrolments().gradebook(room.schoolClass.id)).toEqual(updates.map(({ after }) => after));
      expect(await feedback().onComponent(room.schoolClass.id, 'part-1')).toHaveLength(5);
      expect(await textsOf(updates[9]!.after)).toMatchObject({ 'part-19': ['part-19 of 9', 2] });
    });

    it('is found by component, whatever other components are called', async () => {
      const room = await open(2);
      const [one, other] = room.rows as [Enrolment, Enrolment];
      await save(room, written(one, { mid: 'A', midterm: 'B' }), written(other, { midterm: 'C' }));
      const found = await feedback().onComponent(room.schoolClass.id, 'mid');
      expect(found).toEqual([{ classId: room.schoolClass.id, studentId: one.studentId, component: 'mid', text: 'A', version: 2 }]);
      expect(await feedback().onComponent(room.schoolClass.id, 'm')).toEqual([]);
    });

    it('is no row of its student', async () => {
      const room = await open();
      await save(room, written(room.rows[0], { midterm: 'Good.' }));
      expect(await enrolments().allOfStudent(room.rows[0].studentId)).toHaveLength(1);
    });

    it('is erased as a whole from the row that was read, and from no later one', async () => {
      const room = await open();
      const first = written(room.rows[0], { midterm: 'Good.', final: 'See me.' });
      await save(room, first);
      expect(await feedback().erase(room.rows[0])).toBe(false);
      expect(await textsOf(first.after)).toHaveProperty('midterm');
      expect(await feedback().erase(first.after)).toBe(true);
      expect(await textsOf(first.after)).toEqual({});
      expect((await enrolments().gradebook(room.schoolClass.id))[0]).toEqual({ ...room.rows[0], version: 3 });
    });
  });
}
