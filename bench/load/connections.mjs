// Connections that stay open, each with one request at a time. Written on bare sockets: Node's own client would take more of the core than all else here.
import { once } from 'node:events';
import net from 'node:net';

const HEAD_ENDS = '\r\n\r\n';

/** So many connections to a server, opened beforehand as a load balancer has them; a request that finds none free waits for one. */
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

  /** Sends the bytes of a request. `done` is given the status, 0 if no answer came, and whether the answer says when to come again. */
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
      if (!length) throw new Error(`An answer does not tell its length: ${socket.head.slice(0, end)}`);
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
