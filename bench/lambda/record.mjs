// Sends every request to a handler once, with real tables behind it, and reports the responses of the tables:
// record.mjs <module> <file of the requests> <URL of the tables>
import http from 'node:http';
import { readFileSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { fakeAws } from './fake-aws.mjs';

const [, , module, file, tables] = process.argv;
const { answers, events } = JSON.parse(readFileSync(file, 'utf8'));
const { request } = http;
const recorded = {};

/** Sends a request to the tables. */
function sendToTables(target, body) {
  const authorization = 'AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0';
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target, 'x-amz-date': '20260101T000000Z', authorization };
  return new Promise((resolve, reject) => {
    const sent = request(new URL(tables), { method: 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      response.on('end', () => (response.statusCode === 200 ? resolve(text) : reject(new Error(`${target} ${body}: ${text}`))));
    });
    sent.on('error', reject).end(body);
  });
}

fakeAws(answers, async (signature, { url, target, body }) => {
  if (!target) throw new Error(`Unexpected request to ${url}.`);
  return (recorded[signature] = await sendToTables(target, body));
});
const { handler } = await import(pathToFileURL(module).href);
for (const [route, event] of Object.entries(events)) {
  const { statusCode, body } = await handler(event, { awsRequestId: 'record', getRemainingTimeInMillis: () => 28_000 });
  if (statusCode !== 200) throw new Error(`${route} answered ${statusCode}: ${body}`);
}
writeSync(3, JSON.stringify(recorded));
process.exit();
