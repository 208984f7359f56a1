// As hono-checked.mjs, but a token that was verified is not verified again until it expires.
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { checkedApp } from './hono-app.mjs';

const MOST = 1_000;
const { AWS_REGION, COGNITO_USER_POOL_ID, COGNITO_CLIENT_ID } = process.env;
const issuer = `https://cognito-idp.${AWS_REGION}.amazonaws.com/${COGNITO_USER_POOL_ID}`;
const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
const verified = new Map();

export const handler = checkedApp(async (token) => {
  const known = verified.get(token);
  if (known && known.exp * 1000 > Date.now()) return known;
  const { payload } = await jwtVerify(token, keys, { issuer, algorithms: ['RS256'] });
  if (payload.token_use !== 'access' || payload.client_id !== COGNITO_CLIENT_ID) throw new Error('This is no access token of the app.');
  if (verified.size >= MOST) verified.delete(verified.keys().next().value);
  verified.set(token, payload);
  return payload;
});
