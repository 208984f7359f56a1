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

/**
 * Finds `count` free ports in a row, for a process that needs its port as an argument. They are below the range from which systems take the ports of
 * outgoing connections, so that none of those takes them meanwhile.
 * @returns the first port
 */
export async function freePort(count = 1): Promise<number> {
  const first = 10_000 + Math.floor(Math.random() * 20_000);
  const probes = await Promise.allSettled(Array.from({ length: count }, (_, index) => listenOnLoopback(() => undefined, first + index)));
  const opened = probes.flatMap((probe) => (probe.status === 'fulfilled' ? [probe.value] : []));
  await Promise.all(opened.map((probe) => probe.close()));
  return opened.length === count ? first : freePort(count);
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
