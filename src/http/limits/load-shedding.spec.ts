import express from 'express';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from '../../config/config.js';
import { loadShedding } from './load-shedding.js';

/** More than the buffers of two sockets hold. */
const LARGE = Buffer.alloc(30 * 1024 * 1024);

describe('loadShedding', () => {
  let server: Server;
  beforeAll(async () => {
    const app = express();
    app.use(...loadShedding({ requestsAtOnce: 1 } as Config));
    app.get('/large', (_request, response) => void response.send(LARGE));
    server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const begun = async (): Promise<IncomingMessage> => {
    const { port } = server.address() as AddressInfo;
    const [response] = (await once(get({ host: '127.0.0.1', port, path: '/large', agent: false }), 'response')) as [IncomingMessage];
    return response;
  };

  it('keeps no place for clients that do not read their responses', async () => {
    const responses = [await begun(), await begun(), await begun()];
    expect(responses.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
    for (const response of responses) response.destroy();
  });
});
