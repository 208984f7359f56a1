// hono-checked.mjs behind the loader of this app, which adds a code cache.
export { handler } from './hono-checked.mjs';

/** Nothing to warm up: the code cache is made after the measured request was answered once. */
export const warmUp = () => Promise.resolve();
