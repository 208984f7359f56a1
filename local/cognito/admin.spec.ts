import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  type AdminCreateUserCommandInput,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  CreateGroupCommand,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  ListGroupsCommand,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { PASSWORD, type Pool, enrol, enter, invite, openPool, refusal } from './cognito.fixture.js';

describe('the admin API', () => {
  let pool: Pool;
  let UserPoolId: string;
  beforeEach(async () => {
    pool = await openPool();
    UserPoolId = pool.cognito.userPoolId;
  });
  afterEach(() => pool.close());

  describe('AdminCreateUser', () => {
    it('sends an invitation with a temporary password that the user must replace', async () => {
      const { User } = await create({ Username: 'Ada@school.example', UserAttributes: [{ Name: 'custom:code', Value: 'S-1' }] });
      expect(User).toMatchObject({ Enabled: true, UserStatus: 'FORCE_CHANGE_PASSWORD' });
      expect(User?.UserCreateDate).toEqual(new Date(pool.clock.now()));
      expect(values(User?.Attributes)).toEqual({
        ...{ sub: User?.Username, email: 'Ada@school.example', email_verified: 'false', 'custom:code': 'S-1' },
      });

      const [mail] = pool.cognito.outbox;
      expect(mail).toMatchObject({ to: 'Ada@school.example', kind: 'INVITATION', at: new Date(pool.clock.now()).toISOString() });
      expect(mail?.text).toContain(mail?.code);
      expect(await enter(pool, 'ada@school.example', mail?.code)).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED' });
    });

    it('sends no e-mail with SUPPRESS, and a new temporary password with RESEND', async () => {
      const { User } = await create({ Username: 'ada@school.example', TemporaryPassword: PASSWORD, MessageAction: 'SUPPRESS' });
      expect(pool.cognito.outbox).toEqual([]);

      pool.clock.advance({ days: 10 });
      await create({ Username: User?.Username, MessageAction: 'RESEND' });
      const code = pool.cognito.outbox[0]?.code ?? '';
      expect(await refusal(enter(pool, 'ada@school.example'))).toMatch(/Incorrect/);
      expect(await enter(pool, 'ada@school.example', code)).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED' });
    });

    it('resends only to invited users who have not set a password yet', async () => {
      const { email } = await enrol(pool);
      expect(await refusal(create({ Username: email, MessageAction: 'RESEND' }))).toMatch(
        /^UnsupportedUserStateException: Resend not possible/,
      );
      expect(await refusal(create({ Username: 'nobody@school.example', MessageAction: 'RESEND' }))).toMatch(/^UserNotFoundException/);
    });

    it('creates one account for an address, regardless of letter case and of concurrent requests', async () => {
      const both = await Promise.allSettled(['ada@school.example', 'ADA@school.example'].map((Username) => create({ Username })));
      expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await refusal(create({ Username: 'Ada@School.example' }))).toBe(
        'UsernameExistsException: An account with the given email already exists.',
      );
    });

    it.each<[string, Partial<AdminCreateUserCommandInput>, RegExp]>([
      ['a username that is not an e-mail address', { Username: 'ada' }, /^InvalidParameterException: Username should be an email/],
      [
        'an attribute that the pool does not have',
        { UserAttributes: [{ Name: 'custom:role', Value: 'x' }] },
        /^InvalidParameterException: .*schema/,
      ],
      [
        'an e-mail attribute that differs from the username',
        { UserAttributes: [{ Name: 'email', Value: 'b@school.example' }] },
        /^InvalidParameterException/,
      ],
      ['a sub chosen by the caller', { UserAttributes: [{ Name: 'sub', Value: 'mine' }] }, /^InvalidParameterException/],
      ['a weak password', { TemporaryPassword: 'weak' }, /^InvalidPasswordException: .*not long enough/],
      ['an unknown pool', { UserPoolId: 'us-east-1_other' }, /^ResourceNotFoundException: User pool us-east-1_other does not exist/],
    ])('rejects %s', async (_what, input, reason) => {
      expect(await refusal(create({ Username: 'ada@school.example', ...input }))).toMatch(reason);
      expect((await pool.sdk.send(new ListUsersCommand({ UserPoolId }))).Users).toEqual([]);
    });
  });

  describe('AdminSetUserPassword', () => {
    it.each(['Aa34567', 'aaaaaaa1', 'AAAAAAA1', 'Aaaaaaaa', ' Aaaaaa1', `Aa1${'x'.repeat(254)}`])(
      'rejects the password %j',
      async (Password) => {
        const { sub, email } = await enrol(pool);
        const set = new AdminSetUserPasswordCommand({ ...user(sub), Password, Permanent: true });
        expect(await refusal(pool.sdk.send(set))).toMatch(/^InvalidPasswordException: Password did not conform with policy/);
        expect((await enter(pool, email)).AuthenticationResult).toBeDefined();
      },
    );

    it('can require a new password at the next sign-in', async () => {
      const { sub, email } = await enrol(pool);
      await pool.sdk.send(new AdminSetUserPasswordCommand({ ...user(sub), Password: 'Other-2026', Permanent: false }));
      expect(await enter(pool, email, 'Other-2026')).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED' });
    });
  });

  describe('AdminUpdateUserAttributes', () => {
    it('changes the address of an account and frees the old one', async () => {
      const { sub, email } = await enrol(pool);
      await update(sub, { email: 'new@school.example', email_verified: 'true', 'custom:code': 'L-2' });
      expect(await read('NEW@school.example')).toMatchObject({
        sub,
        email: 'new@school.example',
        email_verified: 'true',
        'custom:code': 'L-2',
      });
      expect(await refusal(read(email))).toBe('UserNotFoundException: User does not exist.');
      expect((await create({ Username: email })).User?.Username).not.toBe(sub);
    });

    it('makes a new address unverified by default, and removes empty attributes', async () => {
      const { sub } = await enrol(pool, [], { 'custom:code': 'S-1' });
      await update(sub, { email: 'new@school.example', 'custom:code': '' });
      expect(await read(sub)).toEqual({ sub, email: 'new@school.example', email_verified: 'false' });
    });

    it('rejects an address that another account has', async () => {
      const [one, other] = [await enrol(pool), await enrol(pool)];
      const taken = update(one.sub, { email: other.email.toUpperCase() });
      expect(await refusal(taken)).toBe('AliasExistsException: An account with the email already exists.');
      await update(one.sub, { email: one.email.toUpperCase() });
      expect(await read(one.email)).toMatchObject({ sub: one.sub });
    });

    it.each<Record<string, string>>([{ email: 'no address' }, { sub: 'mine' }, { role: 'admin' }])(
      'rejects the attributes %j',
      async (changes) => {
        const { sub } = await enrol(pool);
        expect(await refusal(update(sub, changes))).toMatch(/^InvalidParameterException/);
      },
    );
  });

  it('AdminDisableUser and AdminEnableUser can be repeated', async () => {
    const { sub, email } = await enrol(pool);
    for (const [command, Enabled] of [
      [new AdminDisableUserCommand(user(sub)), false],
      [new AdminDisableUserCommand(user(email)), false],
      [new AdminEnableUserCommand(user(sub)), true],
      [new AdminEnableUserCommand(user(email)), true],
    ] as const) {
      await pool.sdk.send(command);
      expect(await pool.sdk.send(new AdminGetUserCommand(user(sub)))).toMatchObject({ Username: sub, UserStatus: 'CONFIRMED', Enabled });
    }
  });

  it('AdminDeleteUser frees the address', async () => {
    const { sub, email } = await enrol(pool);
    await pool.sdk.send(new AdminDeleteUserCommand(user(email)));
    expect(await refusal(pool.sdk.send(new AdminDeleteUserCommand(user(sub))))).toMatch(/^UserNotFoundException/);
    expect((await invite(pool, { email })).sub).not.toBe(sub);
  });

  describe('groups', () => {
    it('can be joined and left, also repeatedly', async () => {
      const { sub } = await enrol(pool);
      const join = new AdminAddUserToGroupCommand({ ...user(sub), GroupName: 'student' });
      const leave = new AdminRemoveUserFromGroupCommand({ ...user(sub), GroupName: 'student' });
      const joined: unknown[] = [];
      for (const command of [join, join, leave, leave]) {
        await pool.sdk.send(command);
        joined.push((await pool.sdk.send(new AdminListGroupsForUserCommand(user(sub)))).Groups?.map(({ GroupName }) => GroupName));
      }
      expect(joined).toEqual([['student'], ['student'], [], []]);
    });

    it('reject an unknown group and an unknown user', async () => {
      const { sub } = await enrol(pool);
      const add = (Username: string, GroupName: string) =>
        refusal(pool.sdk.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName })));
      expect(await add(sub, 'janitor')).toBe('ResourceNotFoundException: Group not found.');
      expect(await add('nobody', 'student')).toBe('UserNotFoundException: User does not exist.');
    });

    it('include three default groups and created ones, and are listed in pages', async () => {
      await pool.sdk.send(new CreateGroupCommand({ UserPoolId, GroupName: 'janitor', Description: 'keys' }));
      expect(await refusal(pool.sdk.send(new CreateGroupCommand({ UserPoolId, GroupName: 'janitor' })))).toMatch(/^GroupExistsException/);
      const first = await pool.sdk.send(new ListGroupsCommand({ UserPoolId, Limit: 3 }));
      const second = await pool.sdk.send(new ListGroupsCommand({ UserPoolId, Limit: 3, NextToken: first.NextToken }));
      expect(first.Groups?.map(({ GroupName }) => GroupName)).toEqual(['admin', 'lecturer', 'student']);
      expect(second.Groups).toMatchObject([{ GroupName: 'janitor', Description: 'keys', UserPoolId }]);
      expect(second.NextToken).toBeUndefined();
    });
  });

  describe('ListUsers', () => {
    it('returns each user once over all pages', async () => {
      const people = [];
      for (let person = 0; person < 5; person += 1) people.push((await invite(pool)).sub);
      const pages: (string | undefined)[][] = [];
      let PaginationToken: string | undefined;
      do {
        const page = await pool.sdk.send(new ListUsersCommand({ UserPoolId, Limit: 2, PaginationToken }));
        pages.push(page.Users?.map(({ Username }) => Username) ?? []);
        PaginationToken = page.PaginationToken;
      } while (PaginationToken);
      expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
      expect(pages.flat().sort()).toEqual(people.sort());
    });

    it.each([
      ['email = "ADA@school.example"', ['ada']],
      ['"email"^="b"', ['bob']],
      ['status = "Disabled"', ['bob']],
      ['cognito:user_status = "CONFIRMED"', ['ada', 'bob']],
      ['email = "x"', []],
    ])('supports the filter %s', async (Filter, expected) => {
      for (const name of ['ada', 'bob']) await enrol(pool, [], { email: `${name}@school.example` });
      await pool.sdk.send(new AdminDisableUserCommand(user('bob@school.example')));
      const { Users } = await pool.sdk.send(new ListUsersCommand({ UserPoolId, Filter }));
      expect(Users?.map(({ Attributes }) => values(Attributes).email?.split('@')[0]).sort()).toEqual(expected);
    });

    it.each(['custom:code = "S-1"', 'email', 'email > "a"'])('rejects the filter %s', async (Filter) => {
      expect(await refusal(pool.sdk.send(new ListUsersCommand({ UserPoolId, Filter })))).toMatch(/^InvalidParameterException/);
    });
  });

  it('describes the pool and the client with the same settings as on AWS', async () => {
    expect((await pool.sdk.send(new DescribeUserPoolCommand({ UserPoolId }))).UserPool).toMatchObject({
      ...{ Id: UserPoolId, UsernameAttributes: ['email'], UsernameConfiguration: { CaseSensitive: false } },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    });
    const client = new DescribeUserPoolClientCommand({ UserPoolId, ClientId: pool.cognito.clientId });
    expect((await pool.sdk.send(client)).UserPoolClient).toMatchObject({
      ...{ AccessTokenValidity: 15, RefreshTokenValidity: 30, PreventUserExistenceErrors: 'ENABLED', WriteAttributes: ['locale'] },
    });
  });

  function create(input: Partial<AdminCreateUserCommandInput>) {
    return pool.sdk.send(new AdminCreateUserCommand({ UserPoolId, Username: undefined, ...input }));
  }

  function update(sub: string, changes: Record<string, string>) {
    const UserAttributes = Object.entries(changes).map(([Name, Value]) => ({ Name, Value }));
    return pool.sdk.send(new AdminUpdateUserAttributesCommand({ ...user(sub), UserAttributes }));
  }

  async function read(name: string) {
    return values((await pool.sdk.send(new AdminGetUserCommand(user(name)))).UserAttributes);
  }

  function user(Username: string) {
    return { UserPoolId, Username };
  }
});

function values(attributes: { Name?: string; Value?: string }[] = []): Record<string, string | undefined> {
  return Object.fromEntries<string | undefined>(attributes.map(({ Name = '', Value }) => [Name, Value]));
}
