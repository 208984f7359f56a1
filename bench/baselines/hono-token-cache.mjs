// hono-checked.mjs that caches verified tokens until they expire.
import { checkedApp } from './hono-app.mjs';
import { verify } from './jose.mjs';

const MAX_TOKENS = 1_000;
const verified = new Map();

export const handler = checkedApp(async (token) => {
  const known = verified.get(token);
  if (known && known.exp * 1000 > Date.now()) return known;
  const claims = await verify(token);
  if (verified.size >= MAX_TOKENS) verified.delete(verified.keys().next().value);
  verified.set(token, claims);
  return claims;
});
