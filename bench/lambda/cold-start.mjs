// A cold start, from the first line of the module to the first answer: node <flags> cold-start.mjs <module> <file of the requests> <route>
import { assertAnswered, context, events, moduleUrl, report } from './handler.mjs';

const route = process.argv[4];
const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
const { handler } = await import(moduleUrl);
const loadedAt = performance.now();
const answer = await handler(events[route], context);
const [endedAt, { user, system }] = [performance.now(), process.cpuUsage(cpu)];
assertAnswered(route, answer);
report({ total: endedAt - startedAt, load: loadedAt - startedAt, cpu: (user + system) / 1000, rss: process.memoryUsage().rss });
