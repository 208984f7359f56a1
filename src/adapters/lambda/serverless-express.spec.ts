import type { HttpEvent } from './function-event.js';
import { WORKBOOK_MEDIA_TYPE } from '../../http/spreadsheets/media-types.js';
import { httpApiEventSource, isBinary } from './serverless-express.js';

const event = (parts: Partial<HttpEvent> = {}): HttpEvent => ({
  version: '2.0',
  rawPath: '/',
  rawQueryString: '',
  headers: { accept: 'application/json' },
  isBase64Encoded: false,
  requestContext: { http: { method: 'GET', sourceIp: '198.51.100.4' } },
  ...parts,
});
const requestOf = (parts: Partial<HttpEvent>) => httpApiEventSource.getRequest({ event: event(parts) });

describe('a request of an HTTP API', () => {
  it('contains the values of the event', () => {
    expect(requestOf({ rawPath: '/api/v1/users', rawQueryString: 'name=a%20b&limit=5' })).toEqual({
      method: 'GET',
      path: '/api/v1/users?name=a%20b&limit=5',
      headers: { accept: 'application/json' },
      remoteAddress: '198.51.100.4',
    });
  });

  it.each([
    ['text', 'Nguyễn', false],
    ['base64', Buffer.from('Nguyễn').toString('base64'), true],
  ])('decodes its body from %s, and counts its bytes', (_what, body, isBase64Encoded) => {
    expect(requestOf({ body, isBase64Encoded, headers: { 'content-length': '1' } })).toMatchObject({
      headers: { 'content-length': '8' },
      body: Buffer.from('Nguyễn'),
    });
  });

  it.each([
    ['/', '/'],
    ['/api/v1/terms/2026-1', '/api/v1/terms/2026-1'],
    ['/files/100% done.pdf', '/files/100%25%20done.pdf'],
    ['/files/a%20b.pdf', '/files/a%2520b.pdf'],
    ['/files/a?b#c', '/files/a%3Fb%23c'],
    ['//twice//', '//twice//'],
    ['/bài tập', '/b%C3%A0i%20t%E1%BA%ADp'],
    ['/half a \ud800 character', '/half%20a%20%EF%BF%BD%20character'],
  ])('encodes its path %j again', (rawPath, path) => {
    expect(requestOf({ rawPath }).path).toBe(path);
  });
});

describe('a response to an HTTP API', () => {
  const response = { statusCode: 200, headers: { 'content-length': 2, link: ['<a>', '<b>'] }, body: '{}', isBase64Encoded: false };

  it('converts its headers to text', () => {
    expect(httpApiEventSource.getResponse(response)).toEqual({ ...response, headers: { 'content-length': '2', link: '<a>,<b>' } });
  });

  it('is binary if it is compressed', () => {
    expect([isBinary({ headers: { 'content-encoding': 'gzip' } }), isBinary(response)]).toEqual([true, false]);
    expect(isBinary({ headers: { 'content-type': WORKBOOK_MEDIA_TYPE } })).toBe(true);
  });
});
