// Stands, inside the process that is measured, for all of AWS that a request meets: answers at once what was recorded. Whoever is measured goes through
// the whole of its AWS SDK, up to where a socket would be opened.
import { createHash } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import { Readable, Writable } from 'node:stream';

const HEADERS = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'FAKE' };
/** Parts of a request that differ each time: they do not tell one recorded answer from another. */
const PASSING = new Set(['ClientRequestToken', 'TransactItems', 'FilterExpression', 'ExpressionAttributeNames']);

/** What a request is recorded under. */
export function signatureOf(target, body) {
  const fixed = (name, value) => (PASSING.has(name) ? undefined : name === ':now' || isInstant(value) ? '*' : value);
  return `${target} ${createHash('sha256')
    .update(JSON.stringify(JSON.parse(body), fixed))
    .digest('base64url')
    .slice(0, 12)}`;
}

/** A number of seconds, as DynamoDB has it. */
function isInstant(value) {
  return typeof value?.N === 'string' && value.N.length === 10;
}

/**
 * @param answers texts by `signatureOf`, and by the addresses of what has no target
 * @param missed is given what nobody recorded, and answers it, or throws
 */
export function fakeAws(answers, missed) {
  const answer = (url, target, body) => {
    const signature = target ? signatureOf(target, body) : url;
    return answers[signature] ?? missed(signature, { url, target, body });
  };
  const request = (options, listener) => new FakeRequest(options, listener, answer);
  for (const module of [http, https]) module.request = request;
  syncBuiltinESMExports();
  globalThis.fetch = async (url) => new Response(await answer(String(url)), { headers: { 'content-type': 'application/json' } });
}

/** A connection that is kept alive. Without one, a client waits for it, and keeps all of a request in memory, until it would have given up. */
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
