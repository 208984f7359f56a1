import type { Client } from '../fixtures/client.js';
import type { Operation } from '../fixtures/operations.js';
import { SchoolFixture } from '../fixtures/school.js';
import { CALLS } from './calls.js';
import { type Stranger, STRANGERS, strangersTo } from './invalid-tokens.js';
import { COLUMNS, MATRIX, type Row } from './matrix.js';
import { World } from './world.js';

/** Those whom more is refused come first: they change nothing. */
const MEMBERS = Object.values(COLUMNS).flat().reverse();

/** Calls each route with every role and every invalid token. */
export function describeAccess(name: string, operations: readonly Operation[]): void {
  describe(name, () => access(operations));
}

function access(operations: readonly Operation[]): void {
  let school: SchoolFixture;
  let world: World;
  let strangers: Record<Stranger, Client>;

  beforeAll(async () => {
    school = await SchoolFixture.start({}, { inOneProcess: true });
    world = await World.open(school);
    strangers = await strangersTo(school, world.clients.admin);
  });
  afterAll(() => school.close());

  it.each(operations)('%s', async (operation) => {
    const method = operation.split(' ')[0]!.toUpperCase();
    const expected = MATRIX[operation];
    const answers: Record<string, number> = {};
    const { path, body, headers } = await CALLS[operation](world, world.clients.admin);
    for (const who of STRANGERS) answers[who] = (await strangers[who].send(method, path, body, headers)).status;
    for (const who of MEMBERS) {
      const call = await CALLS[operation](world, world.clients[who]);
      answers[who] = (await world.clients[who].send(method, call.path, call.body, call.headers)).status;
    }

    const ofMember = (who: keyof Row) => ('anyone' in expected ? expected.anyone : expected[who]);
    expect(answers).toEqual({
      ...Object.fromEntries(STRANGERS.map((who) => [who, 'anyone' in expected ? expected.anyone : 401])),
      ...Object.fromEntries(MEMBERS.map((who) => [who, ofMember(who)])),
    });
  });
}
