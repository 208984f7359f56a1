import { Agent, request } from 'node:http';
import { connect } from 'node:net';

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: string;
  /** With the query, encoded or not. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

const CONNECTIONS = 12;
const PATIENCE_MS = 20_000;

/** Sends what a well-behaved client would not. */
export class Wire {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

  constructor(private readonly url: string) {}

  send({ method, path, headers, body }: WireRequest): Promise<WireAnswer> {
    return new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const sending = request(this.url, { method, path, headers: { ...length, ...headers }, agent: this.agent, timeout: PATIENCE_MS });
      sending.on('response', (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          resolve({ status: response.statusCode!, headers: response.headers, text: Buffer.concat(parts).toString() }),
        );
        response.on('error', reject);
      });
      sending.on('timeout', () => sending.destroy(new Error('No answer came.')));
      sending.on('error', reject);
      sending.end(body);
    });
  }

  /** Sends bytes as they are and gives all that comes until the server closes, or nothing more comes for a while. */
  raw(bytes: string | Buffer): Promise<string> {
    const { hostname, port } = new URL(this.url);
    return new Promise((resolve) => {
      const parts: Buffer[] = [];
      const socket = connect({ host: hostname, port: Number(port) }, () => socket.end(bytes));
      const done = () => resolve(Buffer.concat(parts).toString());
      socket.on('data', (part: Buffer) => parts.push(part));
      // A server that answers before it has read the whole request may reset the connection.
      socket.on('error', done);
      socket.on('close', done);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
