// Keep-alive connections with one request at a time each. On raw sockets, because Node's own client would use more CPU than everything else here.
import { once } from 'node:events';
import net from 'node:net';

const HEAD_ENDS = '\r\n\r\n';

/** A pool of connections to a server, opened in advance as a load balancer does. A request waits until a connection is free. */
export class Connections {
  #free = [];
  #waiting = [];
  #open = new Set();
  #isClosed = false;

  constructor(url) {
    const { hostname, port } = new URL(url);
    this.to = { host: hostname, port: Number(port), noDelay: true };
  }

  /** Opens them. */
  async open(count) {
    await Promise.all(Array.from({ length: count }, () => once(this.#connect(), 'connect')));
  }

  /** Sends the bytes of a request. `done` receives the status (0 without a response) and whether the response has a Retry-After. */
  send(bytes, done) {
    const socket = this.#free.pop();
    if (!socket) return void this.#waiting.push({ bytes, done });
    socket.write(bytes);
    socket.done = done;
  }

  close() {
    this.#isClosed = true;
    for (const socket of this.#open) socket.destroy();
  }

  #connect() {
    const socket = net.connect(this.to);
    this.#open.add(socket);
    this.#free.push(socket);
    socket.left = undefined;
    socket.head = '';
    socket.on('data', (chunk) => this.#read(socket, chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#open.delete(socket);
      this.#free = this.#free.filter((one) => one !== socket);
      socket.done?.(0, false);
      if (this.#isClosed) return;
      this.#connect();
      const next = this.#waiting.shift();
      if (next) this.send(next.bytes, next.done);
    });
    return socket;
  }

  #read(socket, chunk) {
    if (socket.left === undefined) {
      socket.head += chunk.toString('latin1');
      const end = socket.head.indexOf(HEAD_ENDS);
      if (end < 0) return;
      const length = /\r\ncontent-length: (\d+)/i.exec(socket.head);
      if (!length) throw new Error(`A response has no Content-Length: ${socket.head.slice(0, end)}`);
      socket.left = Number(length[1]) - (socket.head.length - end - HEAD_ENDS.length);
    } else {
      socket.left -= chunk.length;
    }
    if (socket.left > 0) return;
    const { done, head } = socket;
    Object.assign(socket, { left: undefined, head: '', done: undefined });
    const next = this.#waiting.shift();
    if (next) {
      socket.write(next.bytes);
      socket.done = next.done;
    } else {
      this.#free.push(socket);
    }
    done(Number(head.slice(9, 12)), /\r\nretry-after: \d/i.test(head));
  }
}
