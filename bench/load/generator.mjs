// Sends requests at a constant rate, independent of the responses, from its own process. Latency counts from the scheduled time of a request: a server
// that is late for one request is late for all behind it. Receives { url, requests, phases } and replies with the outcome of each phase.
import { clearInterval, setInterval } from 'node:timers';
import { Connections } from './connections.mjs';

/** The limit of concurrent requests. Further requests wait here while their time runs. */
const CONNECTIONS = 400;
const TIMEOUT_MS = 10_000;

process.on('message', ({ url, requests, phases }) => void run(url, requests, phases).then((results) => process.send(results)));

async function run(url, requests, phases) {
  const connections = new Connections(url);
  await connections.open(CONNECTIONS);
  const host = new URL(url).host;
  const texts = requests.map((request) => bytesOf(request, host));
  const running = phases.map(({ rate, seconds }) => new Phase(rate, seconds));
  let sent = 0;
  let startAt = performance.now();
  for (const phase of running) {
    await phase.send(startAt, (done) => connections.send(texts[sent++ % texts.length], done));
    startAt += phase.seconds * 1000;
  }
  const giveUpAt = performance.now() + TIMEOUT_MS;
  while (running.some((phase) => phase.underWay > 0) && performance.now() < giveUpAt) await new Promise((done) => setTimeout(done, 20));
  const results = running.map((phase) => phase.result());
  connections.close();
  return results;
}

function bytesOf({ method, path, headers, body = '' }, host) {
  const lines = Object.entries({ ...headers, host, connection: 'keep-alive', 'content-length': Buffer.byteLength(body) });
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`);
}

/** A number of seconds at one rate. */
class Phase {
  underWay = 0;
  sent = 0;
  outcomes = {};
  /** Of successful responses: the scheduled time, in milliseconds from the start, and the latency. */
  answers = [];
  goodInTime = 0;
  lateness = [];

  constructor(rate, seconds) {
    Object.assign(this, { rate, seconds });
  }

  send(startAt, send) {
    const gap = 1000 / this.rate;
    const count = Math.round(this.rate * this.seconds);
    return new Promise((over) => {
      const timer = setInterval(() => {
        const now = performance.now();
        while (this.sent < count && startAt + this.sent * gap <= now) this.#one(startAt, this.sent++ * gap, now, send);
        if (this.sent < count) return;
        clearInterval(timer);
        over();
      }, 1);
    });
  }

  #one(startAt, at, now, send) {
    this.underWay += 1;
    this.lateness.push(now - startAt - at);
    send((status, saysWhen) => {
      this.underWay -= 1;
      const outcome =
        status === 0 ? 'no answer' : status === 503 || status === 429 ? `${status}${saysWhen ? ' with' : ' without'} Retry-After` : status;
      this.outcomes[outcome] = (this.outcomes[outcome] ?? 0) + 1;
      if (status !== 200) return;
      const ended = performance.now() - startAt;
      this.answers.push([at, ended - at]);
      if (ended <= this.seconds * 1000) this.goodInTime += 1;
    });
  }

  result() {
    const { rate, seconds, sent, outcomes, underWay, goodInTime } = this;
    const times = (from, to) => this.answers.filter(([at]) => at >= from && at < to).map(([, took]) => took);
    const all = times(0, Infinity);
    return {
      rate,
      sent,
      outcomes: { ...outcomes, ...(underWay > 0 && { 'no answer yet': underWay }) },
      goodPerSecond: goodInTime / seconds,
      p50: quantile(all, 0.5),
      p99: quantile(all, 0.99),
      p99BySecond: Array.from({ length: seconds }, (_, second) => quantile(times(second * 1000, (second + 1) * 1000), 0.99)),
      lateness: quantile(this.lateness, 0.99),
    };
  }
}

/** Null without successful responses. */
function quantile(values, share) {
  const sorted = Float64Array.from(values).sort();
  return sorted.length === 0 ? null : sorted[Math.ceil(sorted.length * share) - 1];
}
