import type { Account } from './account.js';
import { fold } from './attributes.js';
import { CognitoError, notAuthorized } from './errors.js';
import { text } from './input.js';
import { delivery } from './mail.js';
import { chosenPassword, confirmationCode } from './password.js';
import { type Operations, type Service, assertClient, srpIdentity } from './service.js';

const CODE_LIFETIME = 3_600_000;

/** A forgotten password. Names without an account get the answers of an account, as AWS's documentation of user existence errors has them. */
export function recoveryOperations(service: Service): Operations {
  const { pool, mailbox, lockout, codeLimit, now } = service;
  return {
    ForgotPassword: (input) => {
      assertClient(service, input);
      const name = text(input, 'Username');
      codeLimit.take('ForgotPassword', fold(name));
      const account = pool.find(name);
      if (!account || !canRecover(account)) return { CodeDeliveryDetails: delivery(account?.attributes.email ?? name) };
      if (account.status === 'FORCE_CHANGE_PASSWORD') throw notAuthorized('User password cannot be reset in the current state.');

      const code = confirmationCode();
      pool.change(account.sub, { recoveryCode: { code, expiresAt: now() + CODE_LIFETIME } });
      mailbox.send('FORGOT_PASSWORD', account.attributes.email ?? '', code);
      return { CodeDeliveryDetails: delivery(account.attributes.email ?? '') };
    },

    ConfirmForgotPassword: (input) => {
      assertClient(service, input);
      const name = text(input, 'Username');
      const [given, password] = [text(input, 'ConfirmationCode'), text(input, 'Password')];
      codeLimit.take('ConfirmForgotPassword', fold(name));
      const account = pool.find(name);
      if (!account || !canRecover(account)) throw codeMismatch();
      if (!account.recoveryCode || account.recoveryCode.expiresAt <= now()) {
        throw new CognitoError('ExpiredCodeException', 'Invalid code provided, please request a code again.');
      }
      if (account.recoveryCode.code !== given) throw codeMismatch();

      pool.change(account.sub, { ...chosenPassword(srpIdentity(service, account.sub), password), recoveryCode: undefined });
      lockout.succeeded(account.sub);
      return {};
    },
  };
}

function canRecover(account: Account): boolean {
  return account.enabled && account.attributes.email_verified === 'true';
}

function codeMismatch(): CognitoError {
  return new CognitoError('CodeMismatchException', 'Invalid verification code provided, please try again.');
}
