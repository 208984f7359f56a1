import { randomUUID } from 'node:crypto';
import { type Account, wireAccount, wireAttributes, wireMfa } from './account.js';
import { assertAttributes, fold, isEmail, withAttributes } from './attributes.js';
import { CognitoError, invalidParameter } from './errors.js';
import { type Input, flag, nameValues, optionalText, text } from './input.js';
import { listUsers } from './list-users.js';
import { chosenPassword, newTemporaryPassword, temporaryPassword } from './password.js';
import { type Operation, type Operations, type Service, assertPool, srpIdentity } from './service.js';

/** The admin operations that the app uses. */
export function adminOperations(service: Service): Operations {
  const { pool, grants, mailbox, lockout, now } = service;

  return {
    AdminCreateUser: (input) => {
      assertPool(service, input);
      const name = text(input, 'Username');
      const action = optionalText(input, 'MessageAction');
      const password = optionalText(input, 'TemporaryPassword') ?? newTemporaryPassword();
      const account = action === 'RESEND' ? renew(name, password) : create(input, name, password);
      if (action !== 'SUPPRESS') mailbox.send('INVITATION', account.attributes.email ?? '', password);
      return { User: { ...wireAccount(account), Attributes: wireAttributes(account) } };
    },

    AdminGetUser: onUser((account) => ({ ...wireAccount(account), UserAttributes: wireAttributes(account), ...wireMfa(account) })),

    AdminUpdateUserAttributes: onUser((account, input) => {
      const changes = nameValues(input, 'UserAttributes');
      assertAttributes(changes);
      pool.change(account.sub, { attributes: withAttributes(account.attributes, changes) });
    }),

    AdminSetUserPassword: onUser(({ sub }, input) => {
      const password = text(input, 'Password');
      pool.change(sub, flag(input, 'Permanent') ? chosenPassword(srpIdentity(service, sub), password) : temporary(sub, password));
      lockout.succeeded(sub);
    }),

    AdminDisableUser: onUser(({ sub }) => {
      pool.change(sub, { enabled: false });
      grants.revokeAll(sub);
    }),

    AdminEnableUser: onUser(({ sub }) => {
      pool.change(sub, { enabled: true });
    }),

    AdminDeleteSoftwareToken: onUser(({ sub }) => {
      pool.change(sub, { totp: undefined, newTotpSecret: undefined });
    }),

    AdminUserGlobalSignOut: onUser(({ sub }) => grants.revokeAll(sub)),

    AdminDeleteUser: onUser((account) => {
      grants.revokeAll(account.sub);
      pool.remove(account);
    }),

    ListUsers: (input) => {
      assertPool(service, input);
      return listUsers(pool.all(), input);
    },
  };

  function onUser(perform: (account: Account, input: Input) => object | void): Operation {
    return (input) => {
      assertPool(service, input);
      return perform(pool.get(text(input, 'Username')), input) ?? {};
    };
  }

  function create(input: Input, name: string, password: string): Account {
    if (!isEmail(name)) throw invalidParameter('Username should be an email.');
    const attributes = nameValues(input, 'UserAttributes');
    assertAttributes(attributes);
    if (fold(attributes.email ?? name) !== fold(name)) throw invalidParameter('User name and the email attribute do not match.');
    const sub = randomUUID();
    return pool.add({ sub, attributes: { email: name, email_verified: 'false', ...attributes }, ...temporary(sub, password) });
  }

  /** Sets a new temporary password for a user who has not signed in yet. */
  function renew(name: string, password: string): Account {
    const { sub, status } = pool.get(name);
    if (status === 'FORCE_CHANGE_PASSWORD') return pool.change(sub, temporary(sub, password));
    throw new CognitoError('UnsupportedUserStateException', `Resend not possible. ${name} status is not FORCE_CHANGE_PASSWORD`);
  }

  function temporary(sub: string, password: string) {
    return temporaryPassword(srpIdentity(service, sub), password, now());
  }
}
