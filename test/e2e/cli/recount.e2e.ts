import { CountsRepository } from '../../../src/features/statistics/counts.repository.js';
import { recount } from '../../../src/features/statistics/recount.js';
import type { User } from '../../../src/features/users/user.js';
import { Database } from '../../../src/persistence/dynamodb/driver/database.js';
import { expression } from '../../../src/persistence/dynamodb/driver/expression.js';
import type { Key } from '../../../src/persistence/dynamodb/schema/item.js';
import { keys } from '../../../src/persistence/dynamodb/schema/keys.js';
import { toWordItems } from '../../../src/persistence/dynamodb/schema/word-item.js';
import { SchoolFixture } from '../../fixtures/school.js';

// Every kind of count, races with requests, and the command itself: recount.full.ts.
describe('recount', () => {
  it('reports wrong counts, and repairs only them on request', async () => {
    const school = await SchoolFixture.start();
    try {
      await school.addDefaults();
      const room = await school.addClassroom({ students: 2 });
      const schoolClass = { ...room.schoolClass, subjectId: room.schoolClass.subject.id };
      const [early, gone] = room.students.map(({ user }) => user) as [User, User];
      const counts = school.get(CountsRepository);
      const database = school.get(Database);
      expect(await recount(counts)).toEqual({ differences: [], unsettled: [] });

      await database.transact([
        database.update('ledger', keys.count('enrolments', 3), expression`ADD #count ${2}`),
        database.update('classes', keys.class(schoolClass.id), expression`ADD #seatsFree ${1}`),
        // As if an earlier version had enrolled one student, and had let the other one leave.
        database.remove('scores', keys.taking(early.id, schoolClass)),
        database.update('scores', keys.taking(gone.id, { ...schoolClass, term: 'old' }), expression`ADD #classIds ${new Set(['gone'])}`),
      ]);
      const [one, other] = (await school.addUsers(2)).map(({ user }) => user);
      const stray = toWordItems({ ...other!, familyName: 'Former' });
      await database.transact([
        ...toWordItems(one!).map(({ id, email }) => database.remove('users', { id, email } as Key)),
        ...stray.map((item) => database.replace('users', item)),
      ]);
      const [count, strayCount] = [toWordItems(one!).length, stray.length];
      const wrong = [
        { name: `words:${one!.id}`, kept: 0, counted: count },
        { name: `words:${other!.id}`, kept: count + strayCount, counted: count },
        { name: `takes:${early.id}`, kept: 0, counted: expect.any(Number) as number },
        { name: `takes:${gone.id}`, kept: expect.any(Number) as number, counted: expect.any(Number) as number },
        { name: 'enrolments', kept: 4, counted: 2 },
        { name: `class:${schoolClass.id}`, kept: 1, counted: 2 },
      ];
      for (const repaired of [false, true]) {
        const { differences, unsettled } = await recount(counts, { repair: repaired });
        expect(unsettled).toEqual([]);
        expect(differences).toHaveLength(wrong.length);
        expect(differences).toEqual(expect.arrayContaining(wrong.map((each) => ({ ...each, repaired }))));
      }
      expect(await recount(counts)).toEqual({ differences: [], unsettled: [] });
      const guard = await database.get('scores', keys.taking(early.id, schoolClass), { consistent: true });
      expect(guard?.classIds).toEqual(new Set([schoolClass.id]));
      const stale = await database.get('scores', keys.taking(gone.id, { ...schoolClass, term: 'old' }), { consistent: true });
      expect(stale).toBeUndefined();
    } finally {
      await school.close();
    }
  });
});
