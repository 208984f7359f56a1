import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { CountName } from '../../../src/features/statistics/count-snapshot.js';
import { CountsRepository } from '../../../src/features/statistics/counts.repository.js';
import { recount, type Recount } from '../../../src/features/statistics/recount.js';
import { Database } from '../../../src/persistence/dynamodb/driver/database.js';
import { expression, Path } from '../../../src/persistence/dynamodb/driver/expression.js';
import { keys } from '../../../src/persistence/dynamodb/schema/keys.js';
import type { TableName } from '../../../src/persistence/dynamodb/schema/tables.js';
import type { Classroom } from '../../fixtures/classroom.js';
import { dumpOf } from '../../fixtures/dump.js';
import { SchoolFixture } from '../../fixtures/school.js';

const ROOT = resolve(__dirname, '../../..');

/** Totals may be spread over their counters in another way than before. */
const withoutCounters = ({ ledger, ...things }: Awaited<ReturnType<typeof dumpOf>>) => ({
  ...things,
  ledger: ledger.filter(({ pk }) => pk !== 'COUNT'),
});
const RIGHT: Recount = { differences: [], unsettled: [] };

describe('a recount', () => {
  let school: SchoolFixture;
  let room: Classroom;
  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    room = await school.addClassroom({ students: 3, capacity: 10 });
    await school.withdraw(room.schoolClass, room.students[2]!.user);
  });
  afterEach(() => school.database.faults.clear());
  afterAll(() => school.close());

  const counting = (options?: { repair?: boolean }) => recount(school.get(CountsRepository), options);
  const add = async (table: TableName, key: Record<string, string | number>, attribute: string, by: number): Promise<void> => {
    const database = school.get(Database);
    await database.transact([database.update(table, key, expression`ADD ${new Path(attribute)} ${by}`)]);
  };
  const student = () => room.students[0]!.user;
  const lecturer = () => school.defaults.lecturer.user;

  /** What a count is called, what it should be, and how to make it more by so many. */
  type Kind = [string, () => { name: CountName; right: number; wrong: (by: number) => Promise<void> }];
  const total = (name: 'people:STUDENT' | 'people:LECTURER' | 'subjects' | 'classes' | 'enrolments', right: number): Kind => [
    name,
    () => ({ name, right, wrong: (by) => add('ledger', keys.count(name, 3), 'count', by) }),
  ];
  const KINDS: Kind[] = [
    total('people:STUDENT', 3),
    total('people:LECTURER', 1),
    total('subjects', 1),
    total('classes', 1),
    total('enrolments', 2),
    [
      'seats of a class',
      () => ({
        name: `class:${room.schoolClass.id}`,
        right: 2,
        wrong: (by) => add('classes', keys.class(room.schoolClass.id), 'seatsFree', -by),
      }),
    ],
    [
      'open relations of a student',
      () => ({
        name: `user:${student().id}`,
        right: 1,
        wrong: (by) => add('users', keys.user(student().id, student().email), 'openRelations', by),
      }),
    ],
    [
      'open relations of a lecturer',
      () => ({
        name: `user:${lecturer().id}`,
        right: 1,
        wrong: (by) => add('users', keys.user(lecturer().id, lecturer().email), 'openRelations', by),
      }),
    ],
    [
      'classes of a term',
      () => ({
        name: `term:${school.defaults.term}`,
        right: 1,
        wrong: (by) => add('ledger', keys.term(school.defaults.term), 'classCount', by),
      }),
    ],
  ];

  describe.each(KINDS)('of %s', (_what, kindOf) => {
    it.each([2, -1])('reports a difference of %d without a change, and repairs it with --apply', async (by) => {
      const { name, right, wrong } = kindOf();
      expect(await counting()).toEqual(RIGHT);
      const before = await dumpOf(school);
      await wrong(by);

      const broken = await dumpOf(school);
      expect(await counting()).toEqual({ differences: [{ name, kept: right + by, counted: right, repaired: false }], unsettled: [] });
      expect(await dumpOf(school)).toEqual(broken);

      const { differences } = await counting({ repair: true });
      expect(differences).toEqual([{ name, kept: right + by, counted: right, repaired: true }]);
      expect(await counting({ repair: true })).toEqual(RIGHT);
      expect(withoutCounters(await dumpOf(school))).toEqual(withoutCounters(before));
    });
  });

  it('finds several differences', async () => {
    for (const [, kindOf] of KINDS) await kindOf().wrong(1);
    const expected = KINDS.map(([, kindOf]) => kindOf().name).sort();
    expect((await counting({ repair: true })).differences.map(({ name }) => name).sort()).toEqual(expected);
    expect(await counting()).toEqual(RIGHT);
  });

  describe('during changes', () => {
    /** Makes something happen before each of the requests of an operation, until told to stop after so many. */
    const before = (operation: string, happens: () => Promise<unknown>, times: number) => {
      let happened = 0;
      const stop = school.database.faults.before(operation, async () => {
        if (happened >= times) return;
        happened += 1;
        await happens();
      });
      return { stop, happened: () => happened };
    };
    /** Enrols another student, or withdraws them again. */
    const moveSomebody = () => {
      let isIn = false;
      return async () => {
        const { user } = room.students[2]!;
        await (isIn ? school.withdraw(room.schoolClass, user) : school.enrol(room.schoolClass, user));
        isIn = !isIn;
      };
    };

    it.each([1, 2, 3, 5, 8])('reports no difference when an enrolment comes and goes within the first %d reads', async (times) => {
      const { happened } = before('Scan', moveSomebody(), times);
      expect(await counting()).toEqual(RIGHT);
      expect(happened()).toBe(times);
      await school.database.faults.clear();
      if (times % 2 === 1) await school.withdraw(room.schoolClass, room.students[2]!.user);
    });

    it.each([1, 7, 12])('repairs only wrong counts, with %d changes in between', async (times) => {
      for (const [, kindOf] of KINDS) await kindOf().wrong(1);
      before('Scan', moveSomebody(), times);
      const { differences } = await counting({ repair: true });
      await school.database.faults.clear();
      if (times % 2 === 1) await school.withdraw(room.schoolClass, room.students[2]!.user);
      await counting({ repair: true });
      expect(new Set(differences.map(({ name }) => name)).size).toBe(differences.length);
      expect(await counting()).toEqual(RIGHT);
      expect((await school.admin.get(room.path)).body).toMatchObject({ enrolledCount: 2 });
    });

    it('counts again what changes between comparison and repair', async () => {
      const { wrong, name } = KINDS.find(([what]) => what === 'seats of a class')![1]();
      await wrong(1);
      await KINDS.find(([what]) => what === 'enrolments')![1]().wrong(1);
      const move = moveSomebody();
      let corrections = 0;
      const stop = school.database.faults.before('TransactWriteItems', async () => {
        if ((corrections += 1) > 1) return stop();
        await move();
      });
      const { differences, unsettled } = await counting({ repair: true });
      expect(unsettled).toEqual([]);
      expect(differences.map((difference) => difference.name).sort()).toEqual([name, 'enrolments'].sort());
      // Both were found while one more student was in the class.
      expect(differences).toEqual(expect.arrayContaining([{ name, kept: 4, counted: 3, repaired: true }]));
      await move();
      expect(await counting()).toEqual(RIGHT);
    });

    it('does not correct a total if a counter changes just before', async () => {
      const counts = school.get(CountsRepository);
      const kept = (await counts.kept()).get('subjects')!;
      const stop = school.database.faults.before('TransactWriteItems', async () => {
        stop();
        await add('ledger', keys.count('subjects', 9), 'count', 1);
      });
      expect(await counts.correct('subjects', kept, 5)).toBe(false);
      expect((await counts.kept()).get('subjects')).toBe(kept + 1);
      expect(await counts.correct('subjects', kept + 1, -1)).toBe(true);
      expect(await counting()).toEqual(RIGHT);
    });

    it('reports counts that never settle, and repairs the others', async () => {
      await KINDS.find(([what]) => what === 'subjects')![1]().wrong(1);
      before('Scan', moveSomebody(), Infinity);
      const { differences, unsettled } = await counting({ repair: true });
      await school.database.faults.clear();
      expect(differences.map(({ name }) => name)).toEqual(['subjects']);
      const changing = room.students[2]!.user.id;
      expect([...unsettled].sort()).toEqual([`class:${room.schoolClass.id}`, 'enrolments', `takes:${changing}`, `user:${changing}`].sort());
      const { status } = await room.row(room.students[2]!);
      if (status === 'ENROLLED') await school.withdraw(room.schoolClass, room.students[2]!.user);
      expect(await counting()).toEqual(RIGHT);
    });

    it('is not disturbed by marks and publications', async () => {
      let marks = 0;
      before('Scan', async () => room.mark(room.students[0]!, { final: (marks += 0.25) }), Infinity);
      expect(await counting()).toEqual(RIGHT);
      await room.publish('final');
      expect(marks).toBeGreaterThan(0);
    });
  });

  describe('on the command line', () => {
    const run = async (...args: string[]) => {
      const { database } = school;
      const env = {
        PATH: process.env.PATH,
        NODE_NO_WARNINGS: '1',
        AWS_REGION: 'us-east-1',
        AWS_ENDPOINT_URL_DYNAMODB: database.url,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
      };
      const child = spawn(process.execPath, [join(ROOT, 'local/typescript.cjs'), join(ROOT, 'src/cli/recount.ts'), ...args], { env });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
      const code = await new Promise((done) => child.once('close', done));
      return { code, output };
    };

    it('prints differences, and exits with 1 until they are repaired', async () => {
      expect(await run()).toEqual({ code: 0, output: 'All counts are right.\n' });
      await add('ledger', keys.count('classes', 0), 'count', 4);
      const table = (outcome: string) => `count    kept  counted  outcome\nclasses  5     1        ${outcome}\n`;
      expect(await run()).toEqual({ code: 1, output: table('wrong') });
      expect(await run('--repair')).toEqual({ code: 0, output: table('repaired') });
      expect((await run()).code).toBe(0);
    }, 60_000);

    it('rejects unknown options', async () => {
      expect(await run('--fix')).toMatchObject({ code: 1, output: expect.stringContaining('--fix') as string });
    });
  });
});
