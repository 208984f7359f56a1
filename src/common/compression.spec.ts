import express from 'express';
import request from 'supertest';
import { compressed } from './compression.js';

const LONG = JSON.stringify('x'.repeat(2_000));

describe('compressed', () => {
  const encodingOf = async (type: string, body: string): Promise<string | undefined> => {
    const app = express();
    app.use(compressed());
    app.get('/', (_request, response) => response.type(type).send(body));
    const { headers } = await request(app).get('/').set('Accept-Encoding', 'gzip');
    return headers['content-encoding'];
  };

  it.each(['application/json', 'application/problem+json', 'application/json; charset=utf-8'])(
    'compresses %s of more than 1 KB',
    async (type) => {
      expect(await encodingOf(type, LONG)).toBe('gzip');
      expect(await encodingOf(type, JSON.stringify('x'.repeat(1_000)))).toBeUndefined();
    },
  );

  it.each(['text/csv', 'text/html', 'application/json-seq', 'image/png'])('leaves %s as it is', async (type) => {
    expect(await encodingOf(type, LONG)).toBeUndefined();
  });
});
