import { entityOf } from '../../src/audit/audit-entry.js';
import { groupOf, type Role } from '../../src/auth/actor.js';
import { RevocationsRepository } from '../../src/auth/revocations.repository.js';
import { Maintenance } from '../../src/maintenance/maintenance.js';
import type { PendingAccount, User } from '../../src/users/user.js';
import { UsersRepository } from '../../src/users/users.repository.js';
import { auditLogOf } from '../audit-log.js';
import { aCode, anEntry, aUser } from '../builders.js';
import type { Answer, Client } from '../harness.js';
import { School } from '../harness.js';
import { PoolOffice } from '../pool-office.js';

/** Operations that have no effect: lost is lost. */
const READS = ['AdminGetUser', 'AdminListGroupsForUser'];

interface Change {
  readonly what: string;
  /** For the audit log. */
  readonly action: string;
  /** The operations of the pool that it comes to, and how often each is called until the one that matters. */
  readonly steps: readonly (readonly [operation: string, nth: number])[];
  /** Invitations mailed in the whole. */
  readonly mails: number;
  /** Makes the person to change; an invitation makes its own. */
  readonly prepare: () => Promise<User | undefined>;
  readonly call: (person: User | undefined, values: Values) => Promise<Answer>;
}

/** What is used up by one run of a change. */
interface Values {
  readonly email: string;
  readonly code: string;
  /** The version that the change is first based on. */
  readonly etag?: string;
}

describe('accounts and profiles', () => {
  let school: School;
  let admin: Client;
  let pool: PoolOffice;

  beforeAll(async () => {
    // So little time that nothing is tried again within a request: what fails stays undone until the call comes again.
    school = await School.start({ REQUEST_TIME_LIMIT_MS: '400' });
    pool = new PoolOffice(school.pool);
    admin = (await school.person({ role: 'ADMIN' })).client;
  });
  afterAll(async () => {
    pool.close();
    await school.close();
  });

  const users = () => school.part(UsersRepository);
  const newValues = (): Values => {
    const code = aCode('S');
    return { email: `${code.toLowerCase()}@example.edu`, code };
  };
  const invite = (values: Values, role: Role = 'STUDENT') =>
    admin.post('/users', { email: values.email, code: values.code, role, givenName: 'An', familyName: 'Nguyễn' });
  const existing = async (id: string): Promise<User> => (await users().read(id, { consistent: true }))!;
  /** Somebody with an account and a profile that agree. */
  const aPerson = async (wished: Partial<User>): Promise<User> => {
    const known = aUser({ ...newValues(), ...wished });
    const user = { ...known, id: await pool.open(known) };
    await users().create(user, anEntry());
    return user;
  };
  const invited = () => aPerson({ status: 'INVITED' });
  const arrived = () => aPerson({ status: 'ACTIVE' });
  const disabled = () => aPerson({ status: 'DISABLED', statusBefore: 'ACTIVE' });
  const mailsTo = (...addresses: string[]) => school.pool.outbox.filter(({ to }) => addresses.includes(to)).length;

  /** That the account is what the profile says, and that nothing is left to do. */
  const expectAgreement = async (id: string) => {
    const user = await existing(id);
    expect(user.pendingAccount).toBeUndefined();
    expect(await users().pending()).not.toContain(id);
    expect(await pool.accountOf(id)).toEqual({
      email: user.email,
      email_verified: 'true',
      'custom:code': user.code,
      enabled: user.status !== 'DISABLED',
      groups: [groupOf(user.role)],
    });
  };
  const entries = async (id: string, action: string) =>
    (await auditLogOf(school, entityOf.user(id))).filter((entry) => entry.action === action);

  const CHANGES: Change[] = [
    {
      what: 'inviting',
      action: 'user.invited',
      steps: [
        ['AdminCreateUser', 1],
        ['AdminGetUser', 1],
        ['AdminListGroupsForUser', 1],
        ['AdminUpdateUserAttributes', 1],
        ['AdminAddUserToGroup', 1],
        ['AdminGetUser', 2],
        ['AdminCreateUser', 2],
      ],
      mails: 1,
      prepare: () => Promise.resolve(undefined),
      call: (_person, values) => invite(values),
    },
    {
      what: 'disabling',
      action: 'user.disabled',
      steps: [
        ['AdminGetUser', 1],
        ['AdminListGroupsForUser', 1],
        ['AdminDisableUser', 1],
        ['AdminUserGlobalSignOut', 1],
      ],
      mails: 0,
      prepare: arrived,
      call: (person) => admin.post(`/users/${person!.id}/disable`),
    },
    {
      what: 'enabling',
      action: 'user.enabled',
      steps: [
        ['AdminGetUser', 1],
        ['AdminListGroupsForUser', 1],
        ['AdminEnableUser', 1],
      ],
      mails: 0,
      prepare: disabled,
      call: (person) => admin.post(`/users/${person!.id}/enable`),
    },
    {
      what: 'changing a role',
      action: 'user.changed',
      steps: [
        ['AdminGetUser', 1],
        ['AdminListGroupsForUser', 1],
        ['AdminAddUserToGroup', 1],
        ['AdminRemoveUserFromGroup', 1],
        ['AdminUserGlobalSignOut', 1],
      ],
      mails: 0,
      prepare: arrived,
      call: (person, { etag }) => admin.patch(`/users/${person!.id}`, { role: 'LECTURER' }, etag),
    },
    {
      what: 'changing the address of somebody invited',
      action: 'user.changed',
      steps: [
        ['AdminGetUser', 1],
        ['AdminGetUser', 2],
        ['AdminListGroupsForUser', 1],
        ['AdminUpdateUserAttributes', 1],
        ['AdminUserGlobalSignOut', 1],
        ['AdminCreateUser', 1],
      ],
      mails: 1,
      prepare: invited,
      call: (person, { email, etag }) => admin.patch(`/users/${person!.id}`, { email }, etag),
    },
    {
      what: 'changing code and name',
      action: 'user.changed',
      steps: [['AdminUpdateUserAttributes', 1]],
      mails: 0,
      prepare: arrived,
      call: (person, { code, etag }) => admin.patch(`/users/${person!.id}`, { code, givenName: 'Bình' }, etag),
    },
    {
      what: 'inviting again',
      action: 'user.invitation_resent',
      steps: [['AdminCreateUser', 1]],
      mails: 1,
      prepare: invited,
      call: (person) => admin.post(`/users/${person!.id}/resend-invitation`),
    },
  ];

  /** Runs a change that `breakIt` has a fault for; the same call again brings it to its end. */
  const runBroken = async ({ action, mails, prepare, call }: Change, breakIt: () => () => boolean, mend: () => void = () => undefined) => {
    const person = await prepare();
    const etag = person && (await admin.get(`/users/${person.id}`)).headers.get('etag')!;
    const values = { ...newValues(), etag };
    const wasBroken = breakIt();
    const first = await call(person, values);
    expect(wasBroken()).toBe(true);
    mend();

    const answer = first.status < 300 ? first : await call(person, values);
    if (first !== answer) expect({ status: first.status, retry: first.headers.get('retry-after') }).toEqual({ status: 503, retry: '1' });
    expect({ status: answer.status, body: answer.body }).toMatchObject({ status: person ? 200 : 201 });

    const { id } = answer.body as { id: string };
    await expectAgreement(id);
    expect(mailsTo(values.email, person?.email ?? values.email)).toBe(mails);
    expect(await entries(id, action)).toHaveLength(1);
  };

  describe.each(CHANGES)('$what', (change) => {
    const failures = change.steps.flatMap(([operation, nth]) => {
      const moments = READS.includes(operation) ? (['before'] as const) : (['before', 'after'] as const);
      return moments.map((when) => ({ operation, nth, when }));
    });

    it.each(failures)('survives $operation ($nth) lost $when it took effect', async ({ operation, nth, when }) => {
      await runBroken(change, () => {
        let broken = false;
        for (let call = 1; call < nth; call += 1) school.pool.faults.before(operation, () => Promise.resolve());
        school.pool.faults.before(operation, () => {
          broken = true;
          school.pool.faults.failNext(operation, { when });
          return Promise.resolve();
        });
        return () => broken;
      });
    });

    it.each([1, 2])('survives a database that refuses its transaction %i to the end', async (nth) => {
      let transactions = 0;
      let stop = () => undefined as void;
      const breakIt = () => {
        let last: unknown;
        stop = school.database.faults.before('TransactWriteItems', ({ ClientRequestToken: token }) => {
          if (token !== last) transactions += 1;
          last = token;
          if (transactions === nth) school.database.faults.failNext('TransactWriteItems', 'ThrottlingException');
        });
        return () => transactions >= nth;
      };
      await runBroken(change, breakIt, () => stop());
    });

    it('is done by one of many who ask at once', async () => {
      const person = await change.prepare();
      const etag = person && (await admin.get(`/users/${person.id}`)).headers.get('etag')!;
      const values = { ...newValues(), etag };
      const answers = await Promise.all(Array.from({ length: 4 }, () => change.call(person, values)));
      const done = answers.filter(({ status }) => status < 300);
      expect(done.length).toBeGreaterThan(0);
      expect(answers.filter(({ status }) => status >= 300).map(({ status }) => [409, 412].includes(status))).not.toContain(false);
      const { id } = done[0]!.body as { id: string };
      await expectAgreement(id);
      if (change.action !== 'user.invitation_resent') {
        expect(mailsTo(values.email, person?.email ?? values.email)).toBe(change.mails);
        expect(await entries(id, change.action)).toHaveLength(1);
      }
    });
  });

  it('twenty invitations of one address at once, to different roles, make one person with one role', async () => {
    const [{ email }, roles] = [newValues(), ['STUDENT', 'LECTURER', 'ADMIN'] as const];
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => invite({ email, code: aCode('S') }, roles[n % 3])));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...(Array(19).fill(409) as number[])]);
    const { id } = answers.find(({ status }) => status === 201)!.body as { id: string };
    await expectAgreement(id);
    expect(mailsTo(email)).toBe(1);
    expect(await entries(id, 'user.invited')).toHaveLength(1);
    expect(((await admin.get(`/users?search=${email}`)).body as { items: unknown[] }).items).toHaveLength(1);
  });

  describe('what a crash left', () => {
    const LONG_AGO = '2026-01-01T00:00:00.000Z';
    const left: PendingAccount = { leasedUntil: LONG_AGO, signOut: true };
    const tick = () => school.part(Maintenance).tick();
    const crash = async (user: User, change: Partial<User>) =>
      users().change(user, { ...user, version: user.version + 1, pendingAccount: left, ...change }, { audit: anEntry() });

    it.each<[string, () => Promise<User>, () => Partial<User>]>([
      ['disabling', arrived, () => ({ status: 'DISABLED' })],
      ['enabling', disabled, () => ({ status: 'ACTIVE' })],
      ['a change of role', arrived, () => ({ role: 'LECTURER' })],
      ['a change of address', arrived, () => ({ email: newValues().email })],
    ])('of %s is finished by maintenance', async (_what, prepare, change) => {
      const { id } = await prepare();
      await crash(await existing(id), change());
      expect(await tick()).toMatchObject({ failed: 0 });
      await expectAgreement(id);
    });

    it('of an invitation is finished by maintenance, mail included', async () => {
      const { email, code } = newValues();
      const id = await pool.create(email);
      const user = { ...(await invited()), id, email, code, pendingAccount: { ...left, invitation: 'DUE' as const } };
      await users().create(user, anEntry());
      expect(await tick()).toMatchObject({ failed: 0 });
      await expectAgreement(id);
      expect(mailsTo(email)).toBe(1);
    });

    it('is not touched while a request is at it, which keeps others out', async () => {
      const { id } = await arrived();
      const user = await existing(id);
      const leasedUntil = '2999-01-01T00:00:00.000Z';
      await crash(user, { role: 'LECTURER', pendingAccount: { ...left, leasedUntil } });
      expect(await tick()).toMatchObject({ failed: 0 });
      expect((await existing(id)).pendingAccount).toBeDefined();

      const calls = [
        admin.post(`/users/${id}/disable`),
        admin.patch(`/users/${id}`, { role: 'LECTURER' }),
        admin.patch(`/users/${id}`, { role: 'ADMIN' }),
      ];
      for (const { status, body, headers } of await Promise.all(calls)) {
        expect({ status, code: (body as { code: string }).code, retry: headers.get('retry-after') }).toEqual({
          status: 409,
          code: 'in_progress',
          retry: '2',
        });
      }
      expect((await admin.patch(`/users/${id}`, { phone: '12345' })).status).toBe(200);
      await users().lease(await existing(id), left);
      await tick();
      await expectAgreement(id);
    });

    it('goes into the next change', async () => {
      const { id, email } = await invited();
      await crash(await existing(id), { role: 'LECTURER', pendingAccount: { ...left, invitation: 'DUE' } });
      expect((await admin.patch(`/users/${id}`, { code: newValues().code })).status).toBe(200);
      await expectAgreement(id);
      expect(mailsTo(email)).toBe(1);
    });

    it('stops maintenance from nothing else', async () => {
      const { user: withoutAccount } = await school.person();
      const { id } = await arrived();
      await crash(withoutAccount, { role: 'LECTURER' });
      await crash(await existing(id), { role: 'LECTURER' });
      expect(await tick()).toMatchObject({ failed: 1 });
      await expectAgreement(id);
      await users().settle(await existing(withoutAccount.id));
    });
  });

  describe('an address that the pool has under another account', () => {
    it('is taken over from an invitation that came to nothing', async () => {
      const [{ id }, { email }] = [await arrived(), newValues()];
      const stray = await pool.create(email);
      expect((await admin.patch(`/users/${id}`, { email })).status).toBe(200);
      await expectAgreement(id);
      expect(await pool.accountOf(stray)).toBeUndefined();
    });

    it('is taken over from an invitation that comes at the same time', async () => {
      const [{ id }, { email }] = [await arrived(), newValues()];
      school.pool.faults.before('AdminUpdateUserAttributes', async () => void (await pool.create(email)));
      expect((await admin.patch(`/users/${id}`, { email })).status).toBe(200);
      await expectAgreement(id);
    });

    it('stays with somebody who has signed in', async () => {
      const [{ id, email: before }, { email }] = [await arrived(), newValues()];
      await pool.create(email, 'Learn-2026');
      const { status, body } = await admin.patch(`/users/${id}`, { email });
      expect({ status, code: (body as { code: string }).code }).toEqual({ status: 409, code: 'address_has_account' });
      expect((await existing(id)).email).toBe(before);
      await expectAgreement(id);
    });

    it('stays with a person whose account has not moved on yet, until it has', async () => {
      const [one, other] = [await arrived(), await arrived()];
      const pendingAccount = { leasedUntil: '2026-01-01T00:00:00.000Z', signOut: true };
      await users().change(one, { ...one, email: newValues().email, version: one.version + 1, pendingAccount }, { audit: anEntry() });
      for (const answer of [
        await admin.patch(`/users/${other.id}`, { email: one.email }),
        await invite({ email: one.email, code: aCode('S') }),
      ]) {
        expect(answer.status).toBe(409);
      }
      await school.part(Maintenance).tick();
      expect((await admin.patch(`/users/${other.id}`, { email: one.email })).status).toBe(200);
      await expectAgreement(one.id);
      await expectAgreement(other.id);
    });

    it('is adopted with its account by an invitation', async () => {
      const values = newValues();
      const id = await pool.create(values.email);
      expect(await invite(values)).toMatchObject({ status: 201, body: { id } });
      await expectAgreement(id);
      expect(mailsTo(values.email)).toBe(1);
    });
  });

  it.each<[string, (id: string) => Promise<Answer>]>([
    ['disabling', (id) => admin.post(`/users/${id}/disable`)],
    ['a new role', (id) => admin.patch(`/users/${id}`, { role: 'LECTURER' })],
    ['a new address', (id) => admin.patch(`/users/${id}`, { email: newValues().email })],
  ])('%s ends the sessions there are', async (_what, end) => {
    const { id, email } = await arrived();
    const session = await pool.signIn(email, 'Learn-2026');
    expect(await pool.refreshes(session)).toBe(true);
    expect((await end(id)).status).toBe(200);
    expect(await pool.refreshes(session)).toBe(false);
    const answer = await fetch(`${school.url}/api/v1/me`, { headers: { authorization: `Bearer ${session.accessToken}` } });
    expect(answer.status).toBe(401);
  });

  it('a disabled person is out at once, even while the user pool does not follow', async () => {
    const { id, role } = await arrived();
    const client = school.asSome(role, id);
    expect((await client.get('/me')).status).toBe(200);
    school.pool.faults.failNext('AdminDisableUser', { when: 'before' });
    expect((await admin.post(`/users/${id}/disable`)).status).toBe(503);
    expect((await client.get('/me')).status).toBe(401);
    await admin.post(`/users/${id}/disable`);
  });

  it('tokens of the old role that the pool issued until its account followed are refused too', async () => {
    const { id } = await arrived();
    let followedAt = '';
    school.pool.faults.before('AdminUserGlobalSignOut', () => Promise.resolve(void (followedAt = new Date().toISOString())));
    const { body } = await admin.patch(`/users/${id}`, { role: 'LECTURER' });
    const revocations = await school.part(RevocationsRepository).list(followedAt);
    const { revokedAt } = revocations.find(({ userId }) => userId === id)!;
    expect([(body as User).updatedAt <= followedAt, followedAt <= revokedAt]).toEqual([true, true]);
  });

  it('another invitation than the one that failed finishes nothing', async () => {
    const values = newValues();
    school.pool.faults.failNext('AdminAddUserToGroup', { when: 'before' });
    expect((await invite(values)).status).toBe(503);
    for (const other of [invite(values, 'ADMIN'), invite({ ...values, code: aCode('S') })]) {
      const { status, body } = await other;
      expect({ status, code: (body as { code: string }).code }).toEqual({ status: 409, code: 'email_taken' });
    }
    expect(mailsTo(values.email)).toBe(0);
    expect((await invite({ ...values, email: values.email.toUpperCase() })).status).toBe(201);
  });

  it('an invitation to somebody who has chosen a password meanwhile mails nothing', async () => {
    const { id, email } = await invited();
    await pool.signIn(email, 'Learn-2026');
    expect((await admin.post(`/users/${id}/resend-invitation`)).status).toBe(200);
    expect(mailsTo(email)).toBe(0);
    await expectAgreement(id);
  });
});
