import express from 'express';
import type { AddressInfo } from 'node:net';
import { RouteNotFound } from '../../core/errors/errors.js';
import { LOADERS } from '../../core/messages/languages.js';
import { ProblemFilter } from './problem.filter.js';

describe('the problem filter', () => {
  afterEach(() => jest.restoreAllMocks());

  it('answers in English, and says so, if the texts of another language cannot be loaded', async () => {
    jest.spyOn(LOADERS, 'vi').mockRejectedValue(new Error('The file is missing.'));
    const filter = new ProblemFilter({ add: () => undefined });
    const app = express().use((request, response) =>
      filter.catch(new RouteNotFound(), { switchToHttp: () => ({ getRequest: () => request, getResponse: () => response }) } as never),
    );
    const server = app.listen(0, '127.0.0.1');
    try {
      await new Promise((resolve) => server.once('listening', resolve));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const answer = await fetch(url, { headers: { 'accept-language': 'vi' } });
      expect({ status: answer.status, language: answer.headers.get('content-language') }).toEqual({ status: 404, language: 'en' });
      expect(await answer.json()).toMatchObject({ code: 'route_not_found', title: new RouteNotFound().title });
    } finally {
      server.close();
    }
  });
});
