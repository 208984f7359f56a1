// Loads a handler among faked AWS: what all processes that measure one begin with. They are started with: <module> <file of the requests>
import { readFileSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { fakeAws } from './fake-aws.mjs';

const REPORT = 3;

export const moduleUrl = pathToFileURL(process.argv[2]).href;
export const { answers, events } = JSON.parse(readFileSync(process.argv[3], 'utf8'));

/** As Lambda's, as far as anybody looks at it. */
export const context = {
  awsRequestId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  functionName: 'bench',
  getRemainingTimeInMillis: () => 28_000,
};

fakeAws(answers, (signature, { url, target, body }) => {
  throw new Error(`Nobody has recorded ${signature} (${target ?? url} ${body}).`);
});

/** @throws Error unless the answer is what every handler gives */
export function assertAnswered(route, { statusCode, body }) {
  if (statusCode !== 200 || !body.startsWith('{')) throw new Error(`${route} answered ${statusCode}: ${body}`);
}

/** Lets the event loop turn, as it does between two requests of a function. Without that, what is kept until it turns would only ever grow. */
export { setImmediate as turn } from 'node:timers/promises';

/** Hands over what was measured, on a pipe of its own: what a handler logs goes elsewhere. */
export function report(measured) {
  writeSync(REPORT, JSON.stringify(measured));
  process.exit();
}
