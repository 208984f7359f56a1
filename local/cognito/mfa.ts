import { CognitoError, invalidParameter, notAuthorized } from './errors.js';
import { type Input, flag, nested, optionalText, text } from './input.js';
import type { Operations, Service } from './service.js';
import { newTotpSecret, totpStep } from './totp.js';

/** Setting up an authenticator app. A second factor is optional, so only signed-in users set it up. */
export function mfaOperations({ pool, tokens, now }: Service): Operations {
  return {
    AssociateSoftwareToken: async (input) => {
      const { sub } = await tokens.owner(accessToken(input));
      const secret = newTotpSecret();
      pool.change(sub, { newTotpSecret: secret });
      return { SecretCode: secret };
    },

    VerifySoftwareToken: async (input) => {
      const account = await tokens.owner(accessToken(input));
      const secret = account.newTotpSecret;
      const step = secret && totpStep(secret, text(input, 'UserCode'), now());
      if (!secret || typeof step !== 'number') {
        throw new CognitoError('EnableSoftwareTokenMFAException', 'Code mismatch and fail enable Software Token MFA');
      }
      const { enabled = false, preferred = false } = account.totp ?? {};
      pool.change(account.sub, { newTotpSecret: undefined, totp: { secret, usedStep: step, enabled, preferred } });
      return { Status: 'SUCCESS' };
    },

    SetUserMFAPreference: async (input) => {
      const { sub, totp } = await tokens.owner(accessToken(input));
      if (flag(nested(input, 'SMSMfaSettings'), 'Enabled') || flag(nested(input, 'EmailMfaSettings'), 'Enabled')) {
        throw invalidParameter('User does not have delivery config set to turn on this factor');
      }
      if (input.SoftwareTokenMfaSettings == null) return {};
      const settings = nested(input, 'SoftwareTokenMfaSettings');
      const enabled = flag(settings, 'Enabled');
      if (enabled && !totp) throw invalidParameter('User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA');
      if (totp) pool.change(sub, { totp: { ...totp, enabled, preferred: enabled && flag(settings, 'PreferredMfa') } });
      return {};
    },
  };
}

/** With a session instead, this belongs to a sign-in that demands a second factor, and the pool has none. */
function accessToken(input: Input): string {
  if (optionalText(input, 'Session') && !input.AccessToken) throw notAuthorized('Invalid session for the user.');
  return text(input, 'AccessToken');
}
