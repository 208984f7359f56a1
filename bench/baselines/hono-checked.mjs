// Hono with jose for tokens and zod for input, each used as its documentation shows.
import { checkedApp } from './hono-app.mjs';
import { verify } from './jose.mjs';

export const handler = checkedApp(verify);
