import { fingerprint } from './idempotency-record.js';

describe('fingerprint', () => {
  const ROUTE = 'POST /api/v1/subjects';
  const original = fingerprint(ROUTE, { code: 'A', credits: 3, components: [{ key: 'a', weight: 40 }, { key: 'b' }] });

  it.each<[string, string, object]>([
    ['fields in another order', ROUTE, { components: [{ weight: 40, key: 'a' }, { key: 'b' }], credits: 3, code: 'A' }],
    ['undefined fields', ROUTE, { code: 'A', credits: 3, components: [{ key: 'a', weight: 40 }, { key: 'b' }], room: undefined }],
  ])('is the same for %s', (_what, route, body) => {
    expect(fingerprint(route, body)).toBe(original);
  });

  it.each<[string, string, object]>([
    ['another route', 'POST /api/v1/terms', { code: 'A', credits: 3, components: [{ key: 'a', weight: 40 }, { key: 'b' }] }],
    ['another value', ROUTE, { code: 'A', credits: '3', components: [{ key: 'a', weight: 40 }, { key: 'b' }] }],
    ['another value deep inside', ROUTE, { code: 'A', credits: 3, components: [{ key: 'a', weight: 41 }, { key: 'b' }] }],
    ['a list in another order', ROUTE, { code: 'A', credits: 3, components: [{ key: 'b' }, { key: 'a', weight: 40 }] }],
    ['a field less', ROUTE, { code: 'A', credits: 3, components: [{ key: 'a', weight: 40 }, {}] }],
    ['a field more', ROUTE, { code: 'A', credits: 3, components: [{ key: 'a', weight: 40 }, { key: 'b' }], room: null }],
  ])('differs for %s', (_what, route, body) => {
    expect(fingerprint(route, body)).not.toBe(original);
  });
});
