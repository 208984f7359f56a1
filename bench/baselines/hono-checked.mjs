// Hono with jose for the token and zod for what comes in, each as its documentation shows it.
import { checkedApp } from './hono-app.mjs';
import { verify } from './jose.mjs';

export const handler = checkedApp(verify);
