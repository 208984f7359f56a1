import { wireAttributes, wireMfa } from './account.js';
import { assertAttributes, assertWritable, withAttributes } from './attributes.js';
import { CognitoError, incorrectPassword, invalidParameter, notAuthorized } from './errors.js';
import { nameValues, text } from './input.js';
import { delivery } from './mail.js';
import { chosenPassword, confirmationCode } from './password.js';
import { type Operations, type Service, srpIdentity } from './service.js';
import { isPassword } from './srp.js';

const CODE_LIFETIME = 24 * 3_600_000;

/** The operations of signed-in users on their own accounts. */
export function selfServiceOperations(service: Service): Operations {
  const { pool, tokens, mailbox, lockout, codeLimit, now } = service;
  return {
    GetUser: async (input) => {
      const account = await tokens.owner(text(input, 'AccessToken'));
      return { Username: account.sub, UserAttributes: wireAttributes(account), ...wireMfa(account) };
    },

    UpdateUserAttributes: async (input) => {
      const account = await tokens.owner(text(input, 'AccessToken'));
      const changes = nameValues(input, 'UserAttributes');
      assertAttributes(changes);
      assertWritable(changes);
      pool.change(account.sub, { attributes: withAttributes(account.attributes, changes) });
      return { CodeDeliveryDetailsList: [] };
    },

    ChangePassword: async (input) => {
      const { sub, password } = await tokens.owner(text(input, 'AccessToken'));
      lockout.assertOpen(sub);
      if (!isPassword(srpIdentity(service, sub), text(input, 'PreviousPassword'), password)) {
        lockout.failed(sub);
        throw incorrectPassword();
      }
      pool.change(sub, chosenPassword(srpIdentity(service, sub), text(input, 'ProposedPassword')));
      return {};
    },

    GetUserAttributeVerificationCode: async (input) => {
      const { sub, attributes } = await tokens.owner(text(input, 'AccessToken'));
      assertEmail(text(input, 'AttributeName'));
      codeLimit.take('GetUserAttributeVerificationCode', sub);
      const code = confirmationCode();
      pool.change(sub, { emailCode: { code, expiresAt: now() + CODE_LIFETIME } });
      mailbox.send('VERIFY_ATTRIBUTE', attributes.email ?? '', code);
      return { CodeDeliveryDetails: delivery(attributes.email ?? '') };
    },

    VerifyUserAttribute: async (input) => {
      const account = await tokens.owner(text(input, 'AccessToken'));
      assertEmail(text(input, 'AttributeName'));
      codeLimit.take('VerifyUserAttribute', account.sub);
      if (!account.emailCode || account.emailCode.expiresAt <= now()) {
        throw new CognitoError('ExpiredCodeException', 'Invalid code provided, please request a code again.');
      }
      if (account.emailCode.code !== text(input, 'Code')) {
        throw new CognitoError('CodeMismatchException', 'Invalid verification code provided, please try again.');
      }
      pool.change(account.sub, { emailCode: undefined, attributes: { ...account.attributes, email_verified: 'true' } });
      return {};
    },

    SignUp: () => {
      throw notAuthorized('SignUp is not permitted for this user pool');
    },

    ResendConfirmationCode: () => {
      throw invalidParameter('Cannot resend codes. Auto verification not turned on.');
    },
  };
}

function assertEmail(attribute: string): void {
  if (attribute !== 'email') throw invalidParameter(`${attribute} can not be verified.`);
}
