import { parseEvent, UnknownEvent } from './function-event.js';

const request = (rawPath: string) => ({ version: '2.0', rawPath, rawQueryString: 'a=%20', requestContext: { http: { method: 'GET' } } });

describe('parseEvent', () => {
  it('recognises a request', () => {
    expect(parseEvent({ ...request('/health'), body: 'x' })).toEqual({ kind: 'request', event: { ...request('/health'), body: 'x' } });
  });

  it('recognises the task of the schedule', () => {
    expect(parseEvent({ task: 'maintenance' })).toEqual({ kind: 'maintenance' });
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
  ])('rejects %j, and names the accepted events', (event) => {
    expect(() => parseEvent(event)).toThrow(UnknownEvent);
    expect(() => parseEvent(event)).toThrow(/HTTP API.*maintenance.*code-cache/);
  });
});
