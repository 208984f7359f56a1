import { AnotherProcess } from '../fixtures/another-process.js';
import { Client } from '../fixtures/client.js';
import { dataOf } from '../fixtures/dump.js';
import { expectProblem } from '../fixtures/expectations.js';
import type { Operation } from '../fixtures/operations.js';
import { SchoolFixture } from '../fixtures/school.js';
import { type Call, CALLS } from './calls.js';
import { COLUMNS, MATRIX, type Row } from './matrix.js';
import { World } from './world.js';

/** The routes of staff without a second factor. Every other route must be closed to them, also a new one. */
const OPEN: readonly Operation[] = ['get /health', 'get /health/ready', 'get /api/v1/config', 'get /api/v1/me', 'post /api/v1/me/sign-out'];

const OPERATIONS = Object.keys(MATRIX) as Operation[];
const STAFF = [...COLUMNS.ADMIN, ...COLUMNS.LECTURER];

describe('staff without a second factor, where it is required', () => {
  let school: SchoolFixture;
  let world: World;
  let secured: AnotherProcess;
  let calls: Map<Operation, Call>;

  /** The calls are prepared in a process that requires no second factor, and sent to one that does. */
  beforeAll(async () => {
    school = await SchoolFixture.start();
    world = await World.open(school);
    calls = new Map();
    for (const operation of OPERATIONS) calls.set(operation, await CALLS[operation](world, world.clients.admin));
    secured = await AnotherProcess.of(school, { STAFF_MFA: 'required' });
  });
  afterAll(async () => {
    await secured.close();
    await school.close();
  });

  const send = (who: keyof Row, operation: Operation, { path, body, headers }: Call = calls.get(operation)!) =>
    world.clients[who].at(secured.url).send(operation.split(' ')[0]!.toUpperCase(), path, body, headers);

  it('get one error from every route but the open ones, which changes nothing', async () => {
    const before = await dataOf(school);
    for (const operation of OPERATIONS) {
      if (OPEN.includes(operation)) continue;
      for (const who of STAFF) {
        const { status, body } = await send(who, operation);
        expect({ operation, who, status, code: (body as { code: string }).code }).toEqual({
          ...{ operation, who },
          ...{ status: 403, code: 'mfa_required' },
        });
      }
    }
    expect(await dataOf(school)).toEqual(before);
  });

  it('get it before a body is read', async () => {
    const call = { path: '/terms', body: '{', headers: { 'content-type': 'text/plain' } };
    expectProblem(await send('admin', 'post /api/v1/terms', call), 403, 'mfa_required');
  });

  it('get 401 without a valid token', async () => {
    expectProblem(await new Client(secured.url).get('/terms'), 401, 'not_authenticated');
  });

  it('leave students alone', async () => {
    for (const path of ['/terms', '/me', '/me/classes', '/me/transcript', '/notifications', world.room.path]) {
      expect([path, (await world.clients.ownStudent.at(secured.url).get(path)).status]).toEqual([path, 200]);
    }
    expectProblem(await send('ownStudent', 'get /api/v1/users'), 403, 'forbidden');
  });

  it('may use the open routes', async () => {
    for (const operation of OPEN) {
      for (const who of STAFF) {
        const row = MATRIX[operation];
        expect([operation, who, (await send(who, operation)).status]).toEqual([operation, who, 'anyone' in row ? row.anyone : row[who]]);
      }
    }
  });
});
