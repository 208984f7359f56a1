// Hono with jose for the token and zod for what comes in, each as its documentation shows it.
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { checkedApp } from './hono-app.mjs';

const { AWS_REGION, COGNITO_USER_POOL_ID, COGNITO_CLIENT_ID } = process.env;
const issuer = `https://cognito-idp.${AWS_REGION}.amazonaws.com/${COGNITO_USER_POOL_ID}`;
const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));

export const handler = checkedApp(async (token) => {
  const { payload } = await jwtVerify(token, keys, { issuer, algorithms: ['RS256'] });
  if (payload.token_use !== 'access' || payload.client_id !== COGNITO_CLIENT_ID) throw new Error('This is no access token of the app.');
  return payload;
});
