// Serves DynamoDB and the keys of the user pool from its own process: fake-aws-server.mjs <port> <URL of the tables> <keys of the pool>
// Each request is answered after the same delay. A request without a recorded response goes to the tables once.
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { signatureOf } from '../lambda/fake-aws.mjs';

const DELAY_MS = 5;
/** Longer than any run, so that no connection closes just before it is used again. */
const KEEP_ALIVE_MS = 600_000;
/** Request bodies cached with their responses, which saves computing the signature again. */
const MAX_TEXTS = 1_000;

const [, , port, tables, keys] = process.argv;
const recorded = new Map();
const byText = new Map();

async function answerTo(headers, body) {
  const target = headers['x-amz-target'];
  const signature = signatureOf(target, body);
  if (!recorded.has(signature)) recorded.set(signature, await sendToTables(headers, body));
  return recorded.get(signature);
}

async function sendToTables({ authorization, 'x-amz-target': target, 'x-amz-date': date }, body) {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target, 'x-amz-date': date, authorization };
  const response = await fetch(tables, { method: 'POST', headers, body });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${target} ${body}: ${answer}`);
  return answer;
}

const server = http.createServer(async (request, response) => {
  // The delay starts when the request arrives.
  const delay = new Promise((done) => setTimeout(done, DELAY_MS));
  if (request.method === 'GET') return void response.setHeader('content-type', 'application/json').end(keys);
  try {
    const body = await text(request);
    const target = request.headers['x-amz-target'];
    const isWrite = target.endsWith('.TransactWriteItems');
    let answer = isWrite ? undefined : byText.get(target + body);
    if (answer === undefined) {
      answer = await answerTo(request.headers, body);
      if (byText.size >= MAX_TEXTS) byText.clear();
      // Every write has its own token, so it never repeats.
      if (!isWrite) byText.set(target + body, answer);
    }
    await delay;
    response.setHeader('content-type', 'application/x-amz-json-1.0').end(answer);
  } catch (error) {
    process.stderr.write(`${error.stack}\n`);
    response.writeHead(500).end();
  }
});
server.keepAliveTimeout = KEEP_ALIVE_MS;
server.listen(Number(port), '127.0.0.1', () => process.send('ready'));
