import type { Request } from 'express';
import { MalformedJson, UnsupportedMediaType } from '../../core/errors/errors.js';
import { parseJsonBody } from './body.middleware.js';

/** The body of a request after the middleware. */
const read = (body: string | Buffer, contentType = 'application/json'): unknown => {
  const request = { body: Buffer.from(body as string), headers: { 'content-type': contentType }, is: () => true } as unknown as Request;
  parseJsonBody(request, undefined as never, () => undefined);
  return request.body;
};

describe('parseJsonBody', () => {
  it('parses UTF-8', () => {
    expect(read('{"name": "Nguyễn"}')).toEqual({ name: 'Nguyễn' });
    expect(read('[]', 'application/json; charset="UTF-8"')).toEqual([]);
  });

  it('treats an empty body as an empty object', () => {
    expect(read('')).toEqual({});
  });

  it('rejects invalid UTF-8 and other charsets', () => {
    expect(() => read(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toThrow(MalformedJson);
    expect(() => read('{}', 'application/json; charset=utf-16le')).toThrow(UnsupportedMediaType);
  });
});
