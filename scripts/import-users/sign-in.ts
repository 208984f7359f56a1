import { Failure } from '../failure.js';

interface PoolConfig {
  readonly region: string;
  readonly clientId: string;
  readonly userPoolEndpoint?: string;
}

/** Takes the access token from the environment, or signs in with the email address and password there. @throws Failure */
export async function signIn(url: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const { ACCESS_TOKEN: token, SCHOOL_EMAIL: email, SCHOOL_PASSWORD: password } = environment;
  if (token) return token;
  if (!email || !password) throw new Failure('Set the variables SCHOOL_EMAIL and SCHOOL_PASSWORD, or ACCESS_TOKEN, to sign in.');

  const { region, clientId, userPoolEndpoint } = (await (await fetch(new URL('/api/v1/config', url))).json()) as PoolConfig;
  const answer = await fetch(userPoolEndpoint ?? `https://cognito-idp.${region}.amazonaws.com/`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth' },
    body: JSON.stringify({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: clientId,
      AuthParameters: { USERNAME: email, PASSWORD: password },
    }),
  });
  const body = (await answer.json()) as { AuthenticationResult?: { AccessToken: string }; ChallengeName?: string; message?: string };
  if (body.AuthenticationResult) return body.AuthenticationResult.AccessToken;
  throw new Failure(`Cannot sign in as ${email}: ${body.ChallengeName ?? body.message ?? answer.status}. Alternatively, set ACCESS_TOKEN.`);
}
