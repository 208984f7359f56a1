// What stays in memory of many requests: node <flags> memory.mjs <module> <file of the requests> <number of requests> …
import { assertAnswered, context, events, moduleUrl, report, turn } from './handler.mjs';

const { handler } = await import(moduleUrl);
const routes = Object.entries(events);
const heap = {};
let answered = 0;
for (const requests of process.argv.slice(4).map(Number)) {
  for (; answered < requests; answered += 1) {
    const [route, event] = routes[answered % routes.length];
    assertAnswered(route, await handler(event, context));
    await turn();
  }
  globalThis.gc();
  heap[requests] = process.memoryUsage().heapUsed;
}
report(heap);
