// What a request costs a process that has been working for a while: node <flags> warm-requests.mjs <module> <file of the requests>
import { assertAnswered, context, events, moduleUrl, report, turn } from './handler.mjs';

/** Requests of a route until V8 has optimised what it will. */
const WARM_UP = 1_500;
const MEASURED = 500;

const { handler } = await import(moduleUrl);
const measured = {};
for (const [route, event] of Object.entries(events)) {
  for (let request = 0; request < WARM_UP; request += 1) {
    assertAnswered(route, await handler(event, context));
    await turn();
  }
  globalThis.gc();
  const startedAt = performance.now();
  for (let request = 0; request < MEASURED; request += 1) {
    await handler(event, context);
    await turn();
  }
  measured[route] = ((performance.now() - startedAt) / MEASURED) * 1000;
}
report(measured);
