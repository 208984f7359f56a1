import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerOf, type HttpAnswer, ownAnswer } from './answer.js';
import type { JwtAuthorizer } from './authorizer.js';
import { throughCloudFront, valuesOf } from './cloudfront.js';
import { BadPath, eventOf, splitTarget, type TokenClaims } from './event.js';
import type { HttpRequest } from './http-request.js';
import { routeFor } from './routes.js';
import type { Outcome } from './runtime-api.js';

const MIB = 1024 ** 2;
const MAX_BODY = 10 * MIB;
/** Maximum size of an event as JSON. */
const MAX_EVENT = 6 * MIB;
/** Maximum size of the request line and all headers. */
const MAX_HEADER_BYTES = 10_240;
const INTEGRATION_TIMEOUT_MS = 30_000;
/** Statuses without a response body. */
const WITHOUT_BODY = new Set([204, 304]);

export interface GatewayOptions {
  readonly authorizer: JwtAuthorizer;
  /** Runs the function. */
  readonly invoke: (event: unknown) => Promise<Outcome>;
  /** The secret that CloudFront adds to every request. */
  readonly originSecret: () => string;
  /** Time limit of the function, in milliseconds. */
  readonly patience?: number;
}

/** CloudFront and an HTTP API on loopback in front of a function. It simulates every behaviour that a caller or the function can observe. */
export class Gateway {
  private readonly server: Server;

  private constructor(private readonly options: GatewayOptions) {
    this.server = createServer((request, response) => void this.serve(request, response));
    // A caller may close its side after the request, and still gets the response.
    (this.server as Server & { httpAllowHalfOpen: boolean }).httpAllowHalfOpen = true;
    // A long timeout keeps idle connections open until a client uses them again.
    this.server.keepAliveTimeout = 120_000;
  }

  static async listen(options: GatewayOptions): Promise<Gateway> {
    const gateway = new Gateway(options);
    await new Promise<void>((done) => gateway.server.listen(0, '127.0.0.1', done));
    return gateway;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((done) => this.server.close(done));
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await wholeOf(incoming);
      const headers = pairsOf(incoming.rawHeaders);
      const request = { method: incoming.method!, target: incoming.url!, headers, body, address: incoming.socket.remoteAddress ?? '' };
      send(response, request, await this.answer(throughCloudFront(request, this.options.originSecret())));
    } catch (error) {
      // A client that disconnects early gets no response. Any other error is a fault of this gateway.
      if (!incoming.destroyed) process.stderr.write(`${String((error as Error).stack)}\n`);
      response.destroy();
    }
  }

  private async answer(request: HttpRequest): Promise<HttpAnswer> {
    if (sizeOfHead(request) > MAX_HEADER_BYTES) return ownAnswer(431, 'Request Header Fields Too Large');
    if (request.body.length > MAX_BODY) return TOO_LARGE;
    try {
      const route = routeFor(request.method, splitTarget(request.target).rawPath);
      if (!route) return ownAnswer(404, 'Not Found');
      if (!route.isAuthorized) return await this.answerOfFunction(request, route.key);
      const verdict = await this.options.authorizer.verdictOn(valuesOf(request, 'authorization')[0]);
      if ('refusal' in verdict) return ownAnswer(401, 'Unauthorized', { 'www-authenticate': verdict.refusal });
      return await this.answerOfFunction(request, route.key, verdict.claims);
    } catch (error) {
      if (error instanceof BadPath) return ownAnswer(400, 'Bad Request');
      throw error;
    }
  }

  private async answerOfFunction(request: HttpRequest, routeKey: string, claims?: TokenClaims): Promise<HttpAnswer> {
    const event = eventOf(request, routeKey, claims);
    if (JSON.stringify(event).length > MAX_EVENT) return TOO_LARGE;
    const { invoke, patience = INTEGRATION_TIMEOUT_MS } = this.options;
    let timer: NodeJS.Timeout;
    const tooLate = new Promise<undefined>((done) => (timer = setTimeout(() => done(undefined), patience)));
    const outcome = await Promise.race([invoke(event), tooLate]);
    clearTimeout(timer!);
    if (!outcome) return ownAnswer(503, 'Service Unavailable');
    return 'returned' in outcome ? answerOf(outcome.returned) : ownAnswer(500, 'Internal Server Error');
  }
}

/** Reads a body to its end, so that the sender gets the response, but keeps only a little more than the maximum size. */
async function wholeOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    if (size <= MAX_BODY) chunks.push(chunk);
    size += chunk.length;
  }
  return Buffer.concat(chunks);
}

const TOO_LARGE = ownAnswer(413, 'Request Entity Too Large');

function pairsOf(rawHeaders: readonly string[]): [name: string, value: string][] {
  return rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1]!] as [string, string]] : []));
}

function sizeOfHead({ method, target, headers }: HttpRequest): number {
  return headers.reduce((size, [name, value]) => size + name.length + value.length, method.length + target.length);
}

function send(response: ServerResponse, { method }: { method: string }, { status, headers, body }: HttpAnswer): void {
  const hasBody = method !== 'HEAD' && !WITHOUT_BODY.has(status);
  response.writeHead(status, {
    ...headers,
    'apigw-requestid': Math.random().toString(36).slice(2),
    ...(hasBody && { 'content-length': String(body.length) }),
  });
  response.end(hasBody ? body : undefined);
}
