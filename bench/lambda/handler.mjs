// The start of every measuring process: loads the requests and replaces AWS. Arguments: <module> <file of the requests>
import { readFileSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { fakeAws } from './fake-aws.mjs';

const REPORT = 3;

export const moduleUrl = pathToFileURL(process.argv[2]).href;
export const { answers, events } = JSON.parse(readFileSync(process.argv[3], 'utf8'));

/** The part of Lambda's context that the subjects read. */
export const context = {
  awsRequestId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  functionName: 'bench',
  getRemainingTimeInMillis: () => 28_000,
};

fakeAws(answers, (signature, { url, target, body }) => {
  throw new Error(`No response is recorded for ${signature} (${target ?? url} ${body}).`);
});

/** @throws Error unless the response is a 200 with a JSON object */
export function assertAnswered(route, { statusCode, body }) {
  if (statusCode !== 200 || !body.startsWith('{')) throw new Error(`${route} answered ${statusCode}: ${body}`);
}

/** Lets the event loop turn, as it does between two requests of a function. Otherwise everything that waits for a turn piles up. */
export { setImmediate as turn } from 'node:timers/promises';

/** Writes the result to a separate pipe, because a handler may log to stdout. */
export function report(measured) {
  writeSync(REPORT, JSON.stringify(measured));
  process.exit();
}
