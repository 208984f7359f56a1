import { ipKeyGenerator } from 'express-rate-limit';
import type { RequestListener, Server } from 'node:http';
import type { Config } from '../../config/config.js';
import type { Log } from '../../core/logging/log.js';

/** Longer than the minute of most load balancers, so that they never use a connection that is closing. */
const KEEP_ALIVE_MS = 65_000;
/** The time for the headers of a request, which fit into a few packets. */
const HEADERS_MS = 15_000;
/** The time for a whole request: 256 KiB over a bad mobile connection. */
const REQUEST_MS = 60_000;
const MINUTE_MS = 60_000;

/**
 * Limits how many connections a plain server holds, in all and of one address, and how slowly a request may arrive or a response be read. A limit of 0 is
 * off.
 */
export function limitConnections(
  server: Server,
  { maxConnections, maxConnectionsPerAddress, trustProxy, requestTimeLimit }: Config,
  log: Log,
): void {
  answerOneAtATime(server);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = HEADERS_MS;
  server.requestTimeout = REQUEST_MS;
  // Nothing moves while the app works on a request.
  server.timeout = requestTimeLimit + REQUEST_MS;
  if (maxConnections > 0) {
    server.maxConnections = maxConnections;
    const warn = oncePerMinute(() => log.warn(`Closes new connections, because ${maxConnections} are open (MAX_CONNECTIONS).`, 'Server'));
    server.on('drop', warn);
  }
  // All connections come from the proxy, if there is one.
  if (maxConnectionsPerAddress > 0 && trustProxy === 0) {
    const reason = `because one address has ${maxConnectionsPerAddress} open (MAX_CONNECTIONS_PER_ADDRESS)`;
    limitAddresses(
      server,
      maxConnectionsPerAddress,
      oncePerMinute(() => log.warn(`Closes new connections, ${reason}.`, 'Server')),
    );
  }
}

/** Closes new connections of an address that has `max` of them. Otherwise one client could take all connections, and needs no token for it. */
function limitAddresses(server: Server, max: number, onExcess: () => void): void {
  const open = new Map<string, number>();
  server.on('connection', (socket) => {
    const address = ipKeyGenerator(socket.remoteAddress ?? '');
    const count = (open.get(address) ?? 0) + 1;
    open.set(address, count);
    socket.once('close', () => {
      const left = open.get(address)! - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
    if (count <= max) return;
    socket.destroy();
    onExcess();
  });
}

function oncePerMinute(work: () => void): () => void {
  let doneAt = -Infinity;
  return () => {
    if (performance.now() - doneAt < MINUTE_MS) return;
    doneAt = performance.now();
    work();
  };
}

/**
 * Closes a connection that sends a request before the previous one is answered. Clients wait for each answer. Node.js begins all requests of a packet
 * before it does anything else, and never reports a lost connection to those that wait for an earlier one.
 */
function answerOneAtATime(server: Server): void {
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request').on('request', (request, response) => {
    // A response gets the socket when it is its turn.
    if (response.socket === null) request.socket.destroy();
    else for (const answer of listeners) answer(request, response);
  });
}
