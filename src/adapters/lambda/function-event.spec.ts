import { parseEvent, UnknownEvent } from './function-event.js';

const request = (rawPath: string) => ({ version: '2.0', rawPath, rawQueryString: 'a=%20', requestContext: { http: { method: 'GET' } } });

describe('parseEvent', () => {
  it('recognises a request', () => {
    expect(parseEvent({ ...request('/health'), body: 'x' })).toEqual({ kind: 'request', event: { ...request('/health'), body: 'x' } });
  });

  it('recognises the task of the schedule', () => {
    expect(parseEvent({ task: 'maintenance' })).toEqual({ kind: 'maintenance' });
  });

  it('recognises the tasks of the audit log', () => {
    expect(parseEvent({ task: 'audit-digest' })).toEqual({ kind: 'audit-digest' });
    const period = { from: '2026-11-01', to: '2026-12-01', after: 'an-actor' };
    expect(parseEvent({ task: 'verify-audit', ...period })).toEqual({ kind: 'verify-audit', period });
  });

  it.each([
    [{ task: 'verify-audit' }],
    [{ task: 'verify-audit', from: '2026-11-01', to: '2026-12-02' }],
    [{ task: 'verify-audit', from: '2026-11-02', to: '2026-11-01' }],
    [{ task: 'verify-audit', from: '2026-11-02', to: '2026-11-31' }],
    [{ task: 'verify-audit', from: '2026-11-02', to: '2026-11-03', after: 1 }],
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
    expect(() => parseEvent(event)).toThrow(/HTTP API.*maintenance.*audit-digest.*verify-audit.*code-cache/);
  });
});
