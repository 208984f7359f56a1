import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const KEEP_ALIVE_MS = 120_000;

/** A server on 127.0.0.1 that can be closed without waiting for idle clients. */
export interface LoopbackServer {
  /** Origin without a trailing slash, e.g. `http://127.0.0.1:3001`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Thrown when another program uses the port. */
export class PortInUse extends Error {
  constructor(readonly port: number) {
    super(`Port ${port} is in use.`);
  }
}

/**
 * Listens on 127.0.0.1 only. Port 0 takes a free one.
 * @param host 0.0.0.0 in a container, whose port is published on the loopback interface of the host
 * @throws PortInUse
 */
export async function listenOnLoopback(listener: RequestListener, port = 0, host = '127.0.0.1'): Promise<LoopbackServer> {
  const server = createServer(listener);
  // Other work can block this process for seconds. Connections that were idle meanwhile must still be usable.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  // A client that sends invalid HTTP loses only its own connection.
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' ? new PortInUse(port) : error));
    server.listen(port, host, resolve);
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => closeServer(server) };
}

/** Finds a free port, for a process that needs its port as an argument. */
export async function freePort(): Promise<number> {
  const probe = await listenOnLoopback(() => undefined);
  await probe.close();
  return Number(new URL(probe.url).port);
}

/** Does nothing if the server is closed already. */
function closeServer(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}

/** Thrown by `readBody` when a client sends too much or disconnects early. */
export class UnreadableBody extends Error {}

/** Reads the whole body of a request, so that a client that disconnects early changes nothing. @throws UnreadableBody */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) throw new UnreadableBody(`The body is larger than ${limit} bytes.`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof UnreadableBody ? error : new UnreadableBody('The client went away before its body was complete.');
  }
  return Buffer.concat(chunks);
}
