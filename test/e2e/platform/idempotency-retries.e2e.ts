import { randomUUID } from 'node:crypto';
import { Clock } from '../../../src/core/time/clock.js';
import { AccountsSchool } from '../../fixtures/accounts-school.js';
import { aCode } from '../../fixtures/builders.js';
import { countOf, CREATORS, expectSame, type Creator } from '../../fixtures/idempotent-routes.js';
import { expectProblem, Office } from '../../fixtures/registrar.js';

const MANY = 1_000;

describe('a call with an Idempotency-Key that comes again after its time was over', () => {
  let accounts: AccountsSchool;
  let office: Office;

  beforeAll(async () => {
    accounts = await AccountsSchool.start();
    office = await Office.open(accounts.school);
  });
  afterAll(() => accounts.close());
  afterEach(async () => {
    jest.restoreAllMocks();
    await accounts.school.database.faults.clear();
  });

  const send = ({ path }: Creator, body: object, key: string) => accounts.admin.post(path, body, { 'idempotency-key': key });
  /** After whatever lease the first call took. */
  const aMinuteLater = () => jest.spyOn(accounts.school.part(Clock), 'now').mockReturnValue(new Date(Date.now() + 60_000));

  it.each(Object.values<Creator>(CREATORS))('finds at POST $path what was made without its knowing', async (creator) => {
    const [code, key] = [aCode('K'), randomUUID()];
    const body = creator.ask(office, code);
    accounts.school.database.faults.failNext('TransactWriteItems', 'AnswerLost', MANY);
    expectProblem(await send(creator, body, key), 503, 'outcome_unknown');
    await accounts.school.database.faults.clear();

    aMinuteLater();
    const again = await send(creator, body, key);
    expectSame(again, again);
    expectSame(await send(creator, body, key), again);
    expect(await countOf(accounts.admin, creator, office, code)).toBe(1);
    if (creator.taken) expectProblem(await accounts.admin.post(creator.path, { ...body, ...creator.other }), 409, creator.taken);
  });

  it.each(Object.values<Creator>(CREATORS))('makes at POST $path what was not made', async (creator) => {
    const [code, key] = [aCode('K'), randomUUID()];
    accounts.school.database.faults.failNext('TransactWriteItems', 'ThrottlingException', MANY);
    expectProblem(await send(creator, creator.ask(office, code), key), 503, 'unavailable');
    await accounts.school.database.faults.clear();
    expect(await send(creator, creator.ask(office, code), key)).toMatchObject({ status: 201 });
    expect(await countOf(accounts.admin, creator, office, code)).toBe(1);
  });

  it('finishes an invitation that is pending, and mails it once', async () => {
    const [code, key] = [aCode('K'), randomUUID()];
    const invitation = CREATORS.users.ask(office, code) as { email: string };
    accounts.faults.failNext('AdminAddUserToGroup', { when: 'before', error: 'InternalErrorException' });
    expectProblem(await send(CREATORS.users, invitation, key), 503, 'account_pending');
    const again = await send(CREATORS.users, invitation, key);
    expectSame(again, again);
    await accounts.expectAgreement((again.body as { id: string }).id);
    expectSame(await send(CREATORS.users, invitation, key), again);
    expect(accounts.mailsTo(invitation.email)).toBe(1);
  });

  it('is known where it finished an invitation that another call began', async () => {
    const invitation = CREATORS.users.ask(office, aCode('K'));
    accounts.faults.failNext('AdminAddUserToGroup', { when: 'before', error: 'InternalErrorException' });
    expectProblem(await send(CREATORS.users, invitation, randomUUID()), 503, 'account_pending');
    const key = randomUUID();
    const finished = await send(CREATORS.users, invitation, key);
    expect(finished).toMatchObject({ status: 201 });
    expectSame(await send(CREATORS.users, invitation, key), finished);
  });
});
