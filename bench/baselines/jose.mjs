// The token check of the baselines that have one: jose, used as its documentation shows.
import { createRemoteJWKSet, jwtVerify } from 'jose';

const { AWS_REGION, AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER, COGNITO_USER_POOL_ID, COGNITO_CLIENT_ID } = process.env;
const service = AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER ?? `https://cognito-idp.${AWS_REGION}.amazonaws.com`;
const issuer = `${service}/${COGNITO_USER_POOL_ID}`;
const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));

/** The claims of a valid access token. @throws Error for any other */
export async function verify(token) {
  const { payload } = await jwtVerify(token, keys, { issuer, algorithms: ['RS256'] });
  if (payload.token_use !== 'access' || payload.client_id !== COGNITO_CLIENT_ID) throw new Error('This is no access token of the app.');
  return payload;
}
