// Stands for DynamoDB and for the keys of the user pool, in a process of its own: fake-aws-server.mjs <port> <URL of the tables> <keys of the pool>
// Each request is answered after the same delay. What has not been asked before is asked of the tables, once.
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { signatureOf } from '../lambda/fake-aws.mjs';

const DELAY_MS = 5;
/** Longer than any run: no connection is closed as it is used again. */
const KEEP_ALIVE_MS = 600_000;
/** Texts that are kept with their answers, so that a question that comes again need not be looked through again. */
const MOST_TEXTS = 1_000;

const [, , port, tables, keys] = process.argv;
const recorded = new Map();
const byText = new Map();

async function answerTo(headers, body) {
  const target = headers['x-amz-target'];
  const signature = signatureOf(target, body);
  if (!recorded.has(signature)) recorded.set(signature, await ask(headers, body));
  return recorded.get(signature);
}

async function ask({ authorization, 'x-amz-target': target, 'x-amz-date': date }, body) {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target, 'x-amz-date': date, authorization };
  const response = await fetch(tables, { method: 'POST', headers, body });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${target} ${body}: ${answer}`);
  return answer;
}

const server = http.createServer(async (request, response) => {
  // From here on the clock runs, as it does for a service on the other side of a wire.
  const delay = new Promise((done) => setTimeout(done, DELAY_MS));
  if (request.method === 'GET') return void response.setHeader('content-type', 'application/json').end(keys);
  try {
    const body = await text(request);
    const target = request.headers['x-amz-target'];
    const isWrite = target.endsWith('.TransactWriteItems');
    let answer = isWrite ? undefined : byText.get(target + body);
    if (answer === undefined) {
      answer = await answerTo(request.headers, body);
      if (byText.size >= MOST_TEXTS) byText.clear();
      // Each write carries a token of its own, and never comes again.
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
