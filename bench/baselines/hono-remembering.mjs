// As hono-checked.mjs, but a token that was verified is not verified again until it expires.
import { checkedApp } from './hono-app.mjs';
import { verify } from './jose.mjs';

const MOST = 1_000;
const verified = new Map();

export const handler = checkedApp(async (token) => {
  const known = verified.get(token);
  if (known && known.exp * 1000 > Date.now()) return known;
  const claims = await verify(token);
  if (verified.size >= MOST) verified.delete(verified.keys().next().value);
  verified.set(token, claims);
  return claims;
});
