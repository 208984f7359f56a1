import type { Role } from '../../src/auth/actor.js';
import { AnotherProcess } from '../fixtures/another-process.js';
import { Client } from '../fixtures/client.js';
import { dataOf } from '../fixtures/dump.js';
import type { Operation } from '../fixtures/operations.js';
import { SchoolFixture, type SignedInUser } from '../fixtures/school.js';
import { uploadedAvatar } from '../fixtures/upload.js';
import { type Call, CALLS } from './calls.js';
import { COLUMNS, MATRIX, type Row } from './matrix.js';
import { World } from './world.js';

type Member = keyof Row;
type Mutation = Exclude<Operation, `get ${string}`>;

const MEMBERS = Object.values(COLUMNS).flat();

/** Calls that change something only after a first step, which `CALLS` leaves out. Each takes the step. */
const AFTER_A_STEP: Partial<Record<Mutation, (world: World, by: Client) => Promise<Call>>> = {
  'delete /api/v1/me/avatar': async (_world, by) => {
    await done(by.put('/me/avatar', { key: await uploadedAvatar(by) }));
    return { path: '/me/avatar' };
  },
  'post /api/v1/users/{id}/enable': async ({ school }) =>
    after(school.admin, `/users/${(await school.addInvited()).id}`, 'disable', 'enable'),
  'post /api/v1/subjects/{id}/reinstate': async ({ school }) =>
    after(school.admin, `/subjects/${(await school.addSubject()).id}`, 'retire', 'reinstate'),
  'post /api/v1/classes/{id}/unarchive': async (world) => after(world.clients.admin, (await world.newRoom()).path, 'archive', 'unarchive'),
  'post /api/v1/classes/{classId}/scores/unlock': async (world) =>
    after(world.clients.admin, `${(await world.newRoom()).path}/scores`, 'lock', 'unlock'),
  'post /api/v1/classes/{classId}/components/{key}/unpublish': async (world) =>
    after(world.clients.admin, `${(await world.newRoom()).path}/components/midterm`, 'publish', 'unpublish'),
  'post /api/v1/classes/{classId}/students': async (world) => ({
    path: `${(await world.newRoom()).path}/students`,
    body: { students: [{ code: (await world.school.addUser()).user.code }] },
  }),
  'post /api/v1/classes/{classId}/students/{studentId}/move': async ({ school }) => {
    const room = await school.addClassroom({ students: 1 });
    return { path: `${room.path}/students/${room.students[0]!.user.id}/move`, body: { toClassId: (await school.addClass()).id } };
  },
  'put /api/v1/classes/{classId}/students/{studentId}': async (world) => ({
    path: `${(await world.newRoom()).path}/students/${(await world.school.addUser()).user.id}`,
  }),
};

/** Steps come first, because they change profiles that other calls expect unchanged. */
const MUTATIONS = (Object.keys(MATRIX) as Operation[])
  .filter((operation): operation is Mutation => !operation.startsWith('get '))
  .sort((one, other) => Number(other in AFTER_A_STEP) - Number(one in AFTER_A_STEP));

type Statuses = Partial<Record<Mutation, number>>;

// Routes that read the profile of the actor first, and see there that it has changed. All others are refused by their write: 401.
const NEWER_PROFILE: Statuses = { 'patch /api/v1/me': 412 };
const NO_ADMIN: Statuses = {
  ...NEWER_PROFILE,
  'post /api/v1/users/{id}/disable': 403,
  'post /api/v1/users/{id}/enable': 403,
  'post /api/v1/users/{id}/reset-mfa': 403,
  'post /api/v1/users/{id}/restore-account': 403,
  'post /api/v1/users/{id}/anonymise': 403,
};

const mayUse = (member: Member, operation: Mutation): boolean => {
  const row = MATRIX[operation];
  return !('anyone' in row) && row[member] < 300;
};

async function after(admin: Client, path: string, step: string, then: string): Promise<Call> {
  const request = step === 'archive' ? 'archive?anyway=true' : step;
  await done(admin.post(`${path}/${request}`, step === 'lock' || step === 'disable' ? undefined : { reason: 'Cancelled' }));
  return { path: `${path}/${then}`, body: then === 'enable' ? undefined : { reason: 'By mistake' } };
}

async function done(call: ReturnType<Client['post']>): Promise<void> {
  const { status, body } = await call;
  if (status >= 300) throw new Error(`Answered ${status}: ${JSON.stringify(body)}`);
}

/** What a refused call must leave unchanged. */
async function stateOf(school: SchoolFixture) {
  return { tables: await dataOf(school), mails: school.pool.outbox.length, accounts: await school.accounts.count() };
}

/** Preparing and refusing a call of every route takes long on a busy machine. */
const SERIES_MS = 120_000;

export function describeSecondProcess(): void {
  it('every route that changes something has a member who may use it', () => {
    expect(MUTATIONS.filter((operation) => !MEMBERS.some((member) => mayUse(member, operation)))).toEqual([]);
  });

  describe('a second process that does not know yet of a change in the first one', () => secondProcess());
}

function secondProcess(): void {
  let school: SchoolFixture;
  let world: World;
  let people: Record<Member, SignedInUser>;
  let tokens: Map<Member, string>;
  let second: AnotherProcess;

  /** Each series of calls has its own school, because it ends the authority of its people. */
  beforeEach(async () => {
    school = await SchoolFixture.start();
    world = await World.open(school);
    const account = async (role: Role) => {
      const user = await school.addAccount({ role });
      return { user, client: school.as(user) };
    };
    const [admin, otherLecturer, otherStudent] = await Promise.all([account('ADMIN'), account('LECTURER'), account('STUDENT')]);
    people = { admin, ownLecturer: school.defaults.lecturer, otherLecturer, ownStudent: world.student, otherStudent };
  });
  afterEach(async () => {
    await second.close();
    await school.close();
  });

  /** Prepares a call of each route for each member who may use it. The members are still who they were. */
  const prepare = async (members: readonly Member[]) => {
    tokens = new Map(await Promise.all(members.map(async (member) => [member, await school.tokenFor(people[member].user)] as const)));
    const calls: { name: string; operation: Mutation; member: Member; call: Call }[] = [];
    for (const operation of MUTATIONS) {
      const callers = members.filter((member) => mayUse(member, operation));
      for (const member of callers) {
        const call = await (AFTER_A_STEP[operation] ?? CALLS[operation])(world, people[member].client);
        calls.push({ name: `${operation} by ${member}`, operation, member, call });
      }
    }
    return calls;
  };
  const send = async ({ member, call }: { member: Member; call: Call }, operation: Operation): Promise<number> => {
    const client = new Client(second.url, Promise.resolve(tokens.get(member)!));
    return (await client.send(operation.split(' ')[0]!.toUpperCase(), call.path, call.body, call.headers)).status;
  };

  type Series = [what: string, members: readonly Member[], end: (person: SignedInUser) => Promise<void>, byProfile: Statuses];
  const series: Series[] = [
    ['disabled', MEMBERS, ({ user }) => done(school.admin.post(`/users/${user.id}/disable`)), NO_ADMIN],
    [
      'given another role',
      // The role of people with classes cannot change.
      ['admin', 'otherLecturer', 'otherStudent'],
      ({ user }) => done(school.admin.patch(`/users/${user.id}`, { role: user.role === 'STUDENT' ? 'LECTURER' : 'STUDENT' })),
      NO_ADMIN,
    ],
    ['signed out', MEMBERS, ({ client }) => done(client.post('/me/sign-out')), NEWER_PROFILE],
  ];
  it.each(series)(
    'refuses every change by people who were %s, and changes nothing',
    async (_what, members, end, byProfile) => {
      const calls = await prepare(members);
      second = await AnotherProcess.of(school);
      for (const member of members) await end(people[member]);
      const before = await stateOf(school);

      const answers: Record<string, number> = {};
      for (const one of calls) answers[one.name] = await send(one, one.operation);
      expect(answers).toEqual(Object.fromEntries(calls.map(({ name, operation }) => [name, byProfile[operation] ?? 401])));
      expect(await stateOf(school)).toEqual(before);
    },
    SERIES_MS,
  );

  it(
    'refuses every change of a class by a lecturer who leads it no longer, and changes nothing',
    async () => {
      const own = MUTATIONS.filter((operation) => {
        // The sender of a notification may delete it, also one to a class that they lead no longer.
        if (operation === 'delete /api/v1/notifications/{id}') return false;
        return mayUse('ownLecturer', operation) && !mayUse('otherLecturer', operation);
      });
      const calls = (await prepare(['ownLecturer'])).filter(({ operation }) => own.includes(operation));
      expect(calls.map(({ operation }) => operation)).toEqual(own);
      second = await AnotherProcess.of(school);
      const lecturerId = people.otherLecturer.user.id;
      const { items } = (await school.admin.get(`/classes?term=${school.defaults.term}&limit=100`)).body as { items: { id: string }[] };
      for (const { id } of items) await done(school.admin.patch(`/classes/${id}`, { lecturerId }));
      const before = await stateOf(school);

      const answers: Record<string, number> = {};
      for (const one of calls) answers[one.operation] = await send(one, one.operation);
      expect(answers).toEqual(Object.fromEntries(calls.map(({ operation }) => [operation, statusOf(operation)])));
      expect(await stateOf(school)).toEqual(before);
    },
    SERIES_MS,
  );
}

function statusOf(operation: Mutation): number {
  const row = MATRIX[operation];
  return 'anyone' in row ? row.anyone : row.otherLecturer;
}
