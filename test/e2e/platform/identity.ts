import type { User } from '../../../src/features/users/user.js';
import { aCode, newIdentity } from '../../fixtures/builders.js';
import type { Answer } from '../../fixtures/client.js';
import { SchoolFixture } from '../../fixtures/school.js';

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
interface Values extends Pick<User, 'email' | 'code'> {
  /** The version that the change is first based on. */
  readonly etag?: string;
}

/** For hooks and tests in a `describe`. Of the calls that a change makes, every `step`th fails. A change begins one further than the one before. */
export function failuresOfChanges(step: number): void {
  let school: SchoolFixture;

  beforeAll(async () => {
    school = await SchoolFixture.startWithAccounts();
  });
  afterAll(() => school.close());

  const invited = () => school.addAccount({ status: 'INVITED' });
  const arrived = () => school.addAccount({ status: 'ACTIVE' });
  const disabled = () => school.addAccount({ status: 'DISABLED', statusBefore: 'ACTIVE' });

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
      call: (_person, values) => school.invite(values),
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
      call: (person) => school.admin.post(`/users/${person!.id}/disable`),
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
      call: (person) => school.admin.post(`/users/${person!.id}/enable`),
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
      call: (person, { etag }) => school.admin.patch(`/users/${person!.id}`, { role: 'LECTURER' }, etag),
    },
    {
      what: 'changing the address of an invited person',
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
      call: (person, { email, etag }) => school.admin.patch(`/users/${person!.id}`, { email }, etag),
    },
    {
      what: 'changing code and name',
      action: 'user.changed',
      steps: [['AdminUpdateUserAttributes', 1]],
      mails: 0,
      prepare: arrived,
      call: (person, { code, etag }) => school.admin.patch(`/users/${person!.id}`, { code, givenName: 'Bình' }, etag),
    },
    {
      what: 'resetting a second factor',
      action: 'user.mfa_reset',
      steps: [
        ['AdminGetUser', 1],
        ['AdminGetUser', 2],
        ['AdminDeleteSoftwareToken', 1],
        ['AdminUserGlobalSignOut', 1],
      ],
      mails: 0,
      prepare: async () => {
        const user = await arrived();
        await school.accounts.addAuthenticator(await school.accounts.signIn(user.email, 'Learn-2026'));
        return user;
      },
      call: (person) => school.admin.post(`/users/${person!.id}/reset-mfa`),
    },
    {
      what: 'restoring an account',
      action: 'user.account_restored',
      steps: [
        ['AdminGetUser', 1],
        ['AdminCreateUser', 1],
        ['AdminGetUser', 2],
        ['AdminGetUser', 3],
        ['AdminListGroupsForUser', 1],
        ['AdminUpdateUserAttributes', 1],
        ['AdminAddUserToGroup', 1],
        ['AdminUserGlobalSignOut', 1],
        ['AdminGetUser', 4],
        ['AdminCreateUser', 2],
      ],
      mails: 1,
      prepare: () => school.addWithoutAccount({ status: 'ACTIVE' }),
      call: (person) => school.admin.post(`/users/${person!.id}/restore-account`),
    },
    {
      what: 'inviting again',
      action: 'user.invitation_resent',
      steps: [['AdminCreateUser', 1]],
      mails: 1,
      prepare: invited,
      call: (person) => school.admin.post(`/users/${person!.id}/resend-invitation`),
    },
  ];

  const newValues = async (person: User | undefined): Promise<Values> => {
    const etag = person && (await school.admin.get(`/users/${person.id}`)).headers.get('etag')!;
    return { ...newIdentity(), etag };
  };

  /** Runs a change that `breakIt` has a fault for; the same call again brings it to its end. */
  const runBroken = async ({ action, mails, prepare, call }: Change, breakIt: () => () => boolean, mend: () => void = () => undefined) => {
    const person = await prepare();
    const values = await newValues(person);
    const wasBroken = breakIt();
    const first = await call(person, values);
    expect(wasBroken()).toBe(true);
    mend();

    const answer = first.status < 300 ? first : await call(person, values);
    if (first !== answer) expect({ status: first.status, retry: first.headers.get('retry-after') }).toEqual({ status: 503, retry: '1' });
    expect({ status: answer.status, body: answer.body }).toMatchObject({ status: person ? 200 : 201 });

    const { id } = answer.body as { id: string };
    await school.expectAgreement(id);
    expect(school.mailsTo(values.email, person?.email ?? values.email)).toBe(mails);
    expect(await school.entriesOf(id, action)).toHaveLength(1);
  };

  describe.each(CHANGES)('$what', (change) => {
    const calls = change.steps.flatMap(([operation, nth]) => {
      const moments = READS.includes(operation) ? (['before'] as const) : (['before', 'after'] as const);
      return moments.map((when) => ({ operation, nth, when }));
    });
    const first = CHANGES.indexOf(change) % Math.min(step, calls.length);

    it.each(calls.filter((_call, number) => number % step === first))(
      'survives $operation ($nth) lost $when it took effect',
      async ({ operation, nth, when }) => {
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
      },
    );

    const transactions = [1, 2].filter((nth) => step === 1 || nth === 1 + (CHANGES.indexOf(change) % 2));
    it.each(transactions)('survives a database that refuses its transaction %i to the end', async (nth) => {
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
      const values = await newValues(person);
      const answers = await Promise.all(Array.from({ length: 4 }, () => change.call(person, values)));
      const done = answers.filter(({ status }) => status < 300);
      expect(done.length).toBeGreaterThan(0);
      expect(answers.filter(({ status }) => status >= 300).map(({ status }) => [409, 412].includes(status))).not.toContain(false);
      const { id } = done[0]!.body as { id: string };
      await school.expectAgreement(id);
      if (change.action !== 'user.invitation_resent') {
        expect(school.mailsTo(values.email, person?.email ?? values.email)).toBe(change.mails);
        expect(await school.entriesOf(id, change.action)).toHaveLength(1);
      }
    });
  });

  it('twenty invitations of one address at once, to different roles, make one person with one role', async () => {
    const [{ email }, roles] = [newIdentity(), ['STUDENT', 'LECTURER', 'ADMIN'] as const];
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => school.invite({ email, code: aCode('S') }, roles[n % 3])));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...(Array(19).fill(409) as number[])]);
    const { id } = answers.find(({ status }) => status === 201)!.body as { id: string };
    await school.expectAgreement(id);
    expect(school.mailsTo(email)).toBe(1);
    expect(await school.entriesOf(id, 'user.invited')).toHaveLength(1);
    expect(((await school.admin.get(`/users?search=${email}`)).body as { items: unknown[] }).items).toHaveLength(1);
  });
}
