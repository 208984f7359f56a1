import express from 'express';
import request from 'supertest';
import { sendCompressed } from './compression.js';

describe('sendCompressed', () => {
  const encodingOf = async (type: string, bytes: number): Promise<string | undefined> => {
    const app = express();
    app.get('/', (_request, response) => sendCompressed(response.type(type), Buffer.from(JSON.stringify('x'.repeat(bytes - 2)))));
    const { headers } = await request(app).get('/').set('Accept-Encoding', 'gzip');
    return headers['content-encoding'];
  };

  it.each(['application/json', 'application/problem+json'])('compresses %s from 1 KB on', async (type) => {
    expect(await encodingOf(type, 1024)).toBe('gzip');
    expect(await encodingOf(type, 1023)).toBeUndefined();
  });
});
