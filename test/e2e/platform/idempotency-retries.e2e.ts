import { randomUUID } from 'node:crypto';
import { Clock } from '../../../src/core/time/clock.js';
import { aCode } from '../../fixtures/builders.js';
import { expectProblem } from '../../fixtures/expectations.js';
import { countOf, CREATE_ROUTES, type CreateRoute, expectSame } from '../../fixtures/idempotent-routes.js';
import { SchoolFixture } from '../../fixtures/school.js';

const MANY = 1_000;

describe('a call with an Idempotency-Key that comes again after its time was over', () => {
  let school: SchoolFixture;

  beforeAll(async () => {
    school = await SchoolFixture.startWithAccounts();
    await school.addDefaults();
  });
  afterAll(() => school.close());
  afterEach(async () => {
    jest.restoreAllMocks();
    await school.database.faults.clear();
  });

  const send = ({ path }: CreateRoute, body: object, key: string) => school.admin.post(path, body, { 'idempotency-key': key });
  /** After whatever lease the first call took. */
  const aMinuteLater = () => jest.spyOn(school.get(Clock), 'now').mockReturnValue(new Date(Date.now() + 60_000));

  it.each(Object.values<CreateRoute>(CREATE_ROUTES))('finds at POST $path what was made without its knowing', async (route) => {
    const [code, key] = [aCode('K'), randomUUID()];
    const body = route.request(school, code);
    school.database.faults.failNext('TransactWriteItems', 'AnswerLost', MANY);
    expectProblem(await send(route, body, key), 503, 'outcome_unknown');
    await school.database.faults.clear();

    aMinuteLater();
    const again = await send(route, body, key);
    expectSame(again, again);
    expectSame(await send(route, body, key), again);
    expect(await countOf(school.admin, route, school, code)).toBe(1);
    if (route.taken) expectProblem(await school.admin.post(route.path, { ...body, ...route.other }), 409, route.taken);
  });

  it.each(Object.values<CreateRoute>(CREATE_ROUTES))('makes at POST $path what was not made', async (route) => {
    const [code, key] = [aCode('K'), randomUUID()];
    school.database.faults.failNext('TransactWriteItems', 'ThrottlingException', MANY);
    expectProblem(await send(route, route.request(school, code), key), 503, 'unavailable');
    await school.database.faults.clear();
    expect(await send(route, route.request(school, code), key)).toMatchObject({ status: 201 });
    expect(await countOf(school.admin, route, school, code)).toBe(1);
  });

  it('finishes an invitation that is pending, and mails it once', async () => {
    const [code, key] = [aCode('K'), randomUUID()];
    const invitation = CREATE_ROUTES.users.request(school, code) as { email: string };
    school.pool.faults.failNext('AdminAddUserToGroup', { when: 'before', error: 'InternalErrorException' });
    expectProblem(await send(CREATE_ROUTES.users, invitation, key), 503, 'account_pending');
    const again = await send(CREATE_ROUTES.users, invitation, key);
    expectSame(again, again);
    await school.expectAgreement((again.body as { id: string }).id);
    expectSame(await send(CREATE_ROUTES.users, invitation, key), again);
    expect(school.mailsTo(invitation.email)).toBe(1);
  });

  it('is known where it finished an invitation that another call began', async () => {
    const invitation = CREATE_ROUTES.users.request(school, aCode('K'));
    school.pool.faults.failNext('AdminAddUserToGroup', { when: 'before', error: 'InternalErrorException' });
    expectProblem(await send(CREATE_ROUTES.users, invitation, randomUUID()), 503, 'account_pending');
    const key = randomUUID();
    const finished = await send(CREATE_ROUTES.users, invitation, key);
    expect(finished).toMatchObject({ status: 201 });
    expectSame(await send(CREATE_ROUTES.users, invitation, key), finished);
  });
});
