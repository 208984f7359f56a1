// Serves the recorded responses of DynamoDB over HTTP: dynamodb-server.mjs <file of the requests>. Sends its URL to the parent process when ready.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { signatureOf } from './fake-aws.mjs';

/** Longer than any run, so that no connection closes just before it is used again. */
const KEEP_ALIVE_MS = 600_000;

const { answers } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
/** Most requests repeat byte for byte. Looking up their text is cheaper than computing their signature. */
const byText = new Map();

const server = http.createServer(async (request, response) => {
  const target = request.headers['x-amz-target'];
  const body = await text(request);
  const isWrite = target.endsWith('.TransactWriteItems');
  const answer = byText.get(target + body) ?? answers[signatureOf(target, body)];
  if (answer === undefined) return void response.writeHead(400).end(`No response is recorded for ${target} ${body}`);
  if (!isWrite) byText.set(target + body, answer);
  response.setHeader('content-type', 'application/x-amz-json-1.0').end(answer);
});
server.keepAliveTimeout = KEEP_ALIVE_MS;
server.listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}`));
process.once('disconnect', () => process.exit());
