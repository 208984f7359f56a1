import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { listenOnLoopback } from '../loopback.js';
import { isBucketName } from './buckets.js';
import { corsHeaders, type CorsOrigins, preflight } from './cors.js';
import { Disk } from './disk.js';
import { S3Error } from './errors.js';
import { Faults } from './faults.js';
import { type ExpirationRule, Lifecycle } from './lifecycle.js';
import { Memory } from './memory.js';
import { Objects } from './objects.js';
import type { Answer } from './operation.js';
import { parseRequest } from './request.js';
import { routeOf } from './routes.js';
import { type Credentials, verifySignature } from './signature.js';
import { xmlDocument, type XmlElement } from './xml.js';

/** A running S3. Point the SDK's `endpoint` at `url` with these keys; an address of numbers makes it use path-style URLs by itself. */
export interface LocalS3 extends Credentials {
  /** Origin without a trailing slash. */
  readonly url: string;
  readonly faults: Faults;
  close(): Promise<void>;
}

export interface S3Options {
  /** The folder that keeps the objects; they live in memory without one. */
  readonly path?: string;
  /** A free one by default. */
  readonly port?: number;
  /** Made at the start unless they exist. */
  readonly buckets?: readonly string[];
  /** `local` and `local` by default: they protect nothing but the fidelity of tests. */
  readonly credentials?: Credentials;
  /** `any-localhost` by default. */
  readonly corsOrigins?: CorsOrigins;
  /** None by default. Their buckets must be in `buckets`. */
  readonly expirations?: readonly ExpirationRule[];
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** The state of the server. */
interface Service {
  readonly objects: Objects;
  readonly lifecycle: Lifecycle;
  readonly credentials: Credentials;
  readonly faults: Faults;
  readonly now: () => number;
}

/** Serves S3 on 127.0.0.1, as far as this application and its browser clients use it. @throws PortInUse, DamagedData */
export async function startS3(options: S3Options = {}): Promise<LocalS3> {
  const { credentials = { accessKeyId: 'local', secretAccessKey: 'local' }, corsOrigins = 'any-localhost', now = Date.now } = options;
  const faults = new Faults();
  let service: Service;
  const server = await listenOnLoopback((incoming, response) => {
    response.sendDate = false;
    const common = { ...corsHeaders(incoming, corsOrigins), date: new Date(now()).toUTCString(), 'x-amz-request-id': requestId() };
    const answering =
      incoming.method === 'OPTIONS' ? attempt(() => preflight(incoming, corsOrigins)) : attempt(() => respond(incoming, service));
    answering.then((answer) => send(incoming, response, answer, common)).catch(() => response.destroy());
  }, options.port);
  try {
    // The port guards the folder. No request arrives before this is done, because nothing is awaited in between.
    const objects = openObjects(options);
    service = { objects, lifecycle: new Lifecycle(objects, options.expirations ?? [], now), credentials, faults, now };
  } catch (error) {
    await server.close();
    throw error;
  }
  return { url: server.url, ...credentials, faults, close: () => server.close() };
}

function openObjects({ path, buckets = [] }: S3Options): Objects {
  const objects = new Objects(path === undefined ? new Memory() : new Disk(path));
  for (const bucket of buckets) {
    if (!isBucketName(bucket)) throw new S3Error('InvalidBucketName', undefined, { BucketName: bucket });
    if (!objects.hasBucket(bucket)) objects.createBucket(bucket);
  }
  return objects;
}

async function respond(incoming: IncomingMessage, { faults, lifecycle, ...service }: Service): Promise<Answer> {
  lifecycle.applyIfDue();
  const request = parseRequest(incoming);
  const route = routeOf(request);
  const fault = faults.take(route.operation);
  if (fault !== undefined) throw new S3Error(fault);
  const payload = route.operation === 'PostObject' ? '' : verifySignature(request, service.credentials, service.now());
  return route.run({ request, payload, ...service });
}

/** Answers every request: no input of a client may end the process. */
async function attempt(work: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    const { code, message, status, details } = error instanceof S3Error ? error : new S3Error('InternalError', String(error));
    const elements = Object.entries({ Code: code, Message: message, ...details }).map(([name, value]): XmlElement => [name, value]);
    return { status, headers: { 'content-type': 'application/xml' }, body: xmlDocument(['Error', elements], { namespace: false }) };
  }
}

async function send(incoming: IncomingMessage, response: ServerResponse, answer: Answer, common: Record<string, string>): Promise<void> {
  response.writeHead(answer.status, { ...common, ...answer.headers });
  // Reads and discards the rest of a refused request. Otherwise the client would keep sending and never see the answer.
  incoming.unpipe();
  incoming.resume();
  if (answer.body === undefined || incoming.method === 'HEAD') {
    response.end();
  } else if (typeof answer.body === 'string') {
    response.end(answer.body);
  } else {
    // The client disconnected. The pipeline has closed the file.
    await pipeline(answer.body, response).catch(() => undefined);
  }
}

function requestId(): string {
  return randomBytes(8).toString('hex').toUpperCase();
}
