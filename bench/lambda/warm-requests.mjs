// What a request costs a process that has been working for a while: node <flags> warm-requests.mjs <module> <file of the requests>
import { assertAnswered, context, events, moduleUrl, report, turn } from './handler.mjs';

/** Requests of a route until V8 has optimised what it will. */
const UNCOUNTED = 1_500;
const COUNTED = 500;

const { handler } = await import(moduleUrl);
const measured = {};
for (const [route, event] of Object.entries(events)) {
  for (let request = 0; request < UNCOUNTED; request += 1) {
    assertAnswered(route, await handler(event, context));
    await turn();
  }
  globalThis.gc();
  const startedAt = performance.now();
  for (let request = 0; request < COUNTED; request += 1) {
    await handler(event, context);
    await turn();
  }
  measured[route] = ((performance.now() - startedAt) / COUNTED) * 1000;
}
report(measured);
