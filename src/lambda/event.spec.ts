import { askOf, UnknownEvent } from './event.js';

const request = (rawPath: string) => ({ version: '2.0', rawPath, rawQueryString: 'a=%20', requestContext: { http: { method: 'GET' } } });
const pathOf = (rawPath: string): unknown => (askOf(request(rawPath)) as { event: { rawPath: string } }).event.rawPath;

describe('askOf', () => {
  it('knows a request, and leaves all but its path as it is', () => {
    expect(askOf({ ...request('/health'), body: 'x' })).toEqual({ kind: 'request', event: { ...request('/health'), body: 'x' } });
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
  ])('encodes the path %j again', (rawPath, encoded) => {
    expect(pathOf(rawPath)).toBe(encoded);
  });

  it('knows the task of the schedule', () => {
    expect(askOf({ task: 'maintenance' })).toEqual({ kind: 'maintenance' });
  });

  it.each([
    [undefined],
    [null],
    ['maintenance'],
    [{}],
    [{ task: 'other' }],
    [{ version: '1.0', path: '/health', httpMethod: 'GET' }],
    [{ version: '2.0', rawPath: '/health' }],
    [{ Records: [{ eventSource: 'aws:sqs' }] }],
  ])('refuses %j, and says what it takes', (event) => {
    expect(() => askOf(event)).toThrow(UnknownEvent);
    expect(() => askOf(event)).toThrow(/HTTP API.*maintenance.*code-cache/);
  });
});
