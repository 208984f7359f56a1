// Replaces AWS inside the measured process: answers at once with recorded responses. The subject runs its whole AWS SDK, up to where a socket would be
// opened. Requests to 127.0.0.1 pass through, for benchmarks that put the database behind a socket.
import { createHash } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import { Readable, Writable } from 'node:stream';

const HEADERS = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'FAKE' };
/** Members that differ from request to request, which the signature leaves out. */
const VOLATILE = new Set(['ClientRequestToken', 'TransactItems', 'FilterExpression', 'ExpressionAttributeNames']);

/** The key under which a response is recorded. */
export function signatureOf(target, body) {
  const fixed = (name, value) => (VOLATILE.has(name) ? undefined : name === ':now' || isInstant(value) ? '*' : value);
  return `${target} ${createHash('sha256')
    .update(JSON.stringify(JSON.parse(body), fixed))
    .digest('base64url')
    .slice(0, 12)}`;
}

/** A time in seconds, as a DynamoDB number. */
function isInstant(value) {
  return typeof value?.N === 'string' && value.N.length === 10;
}

/**
 * @param answers response bodies by `signatureOf`, or by URL for requests without a target
 * @param missed answers requests that are not recorded, or throws
 */
export function fakeAws(answers, missed) {
  const answer = (url, target, body) => {
    const signature = target ? signatureOf(target, body) : url;
    return answers[signature] ?? missed(signature, { url, target, body });
  };
  for (const module of [http, https]) {
    const { request } = module;
    module.request = (options, listener) => (isLoopback(options) ? request(options, listener) : new FakeRequest(options, listener, answer));
  }
  syncBuiltinESMExports();
  globalThis.fetch = async (url) => new Response(await answer(String(url)), { headers: { 'content-type': 'application/json' } });
}

function isLoopback({ host, hostname = host }) {
  return hostname === '127.0.0.1';
}

/** A kept-alive connection. Without one, the client waits for it until its timeout and keeps the whole request in memory. */
const CONNECTION = { connecting: false, setTimeout() {}, setKeepAlive() {}, removeListener() {} };

class FakeRequest extends Writable {
  chunks = [];
  reusedSocket = true;
  socket = CONNECTION;

  constructor(options, listener, answer) {
    super();
    this.options = options;
    this.answer = answer;
    if (listener) this.once('response', listener);
  }

  _write(chunk, _encoding, done) {
    this.chunks.push(chunk);
    done();
  }

  _final(done) {
    done();
    void this.respond();
  }

  async respond() {
    const { protocol = 'https:', host, hostname = host, path, headers = {} } = this.options;
    const target = headers['x-amz-target'] ?? headers['X-Amz-Target'];
    try {
      const text = await this.answer(`${protocol}//${hostname}${path}`, target, Buffer.concat(this.chunks).toString());
      const response = new Readable({ read() {} });
      Object.assign(response, { statusCode: 200, statusMessage: 'OK', headers: target ? HEADERS : { 'content-type': 'application/json' } });
      response.push(text);
      response.push(null);
      this.emit('response', response);
    } catch (error) {
      this.emit('error', error);
    }
  }

  setTimeout() {
    return this;
  }

  setNoDelay() {}

  setSocketKeepAlive() {}

  abort() {}
}
