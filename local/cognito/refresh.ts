import { CognitoError, notAuthorized } from './errors.js';
import { text } from './input.js';
import { type Operations, type Service, assertClient } from './service.js';

/** New tokens for a refresh token, without a new refresh token. @throws NotAuthorizedException */
export async function refresh({ pool, grants, tokens }: Service, refreshToken: string): Promise<object> {
  const grant = grants.ofRefreshToken(refreshToken);
  const account = pool.find(grant.sub);
  if (!account) throw notAuthorized('Invalid Refresh Token');
  if (!account.enabled) throw notAuthorized('User is disabled.');
  return { ChallengeParameters: {}, AuthenticationResult: await tokens.issue(account, grant) };
}

/** What keeps a sign-in going, and what ends it. */
export function refreshOperations(service: Service): Operations {
  const { grants, tokens } = service;
  return {
    GetTokensFromRefreshToken: (input) => {
      assertClient(service, input);
      return refresh(service, text(input, 'RefreshToken'));
    },

    RevokeToken: (input) => {
      assertClient(service, input);
      const token = text(input, 'Token');
      if (token.split('.').length === 3) throw new CognitoError('UnsupportedTokenTypeException', 'Unsupported token type');
      grants.revoke(token);
      return {};
    },

    GlobalSignOut: async (input) => {
      const { sub } = await tokens.owner(text(input, 'AccessToken'));
      grants.revokeAll(sub);
      return {};
    },
  };
}
