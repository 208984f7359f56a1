import { anEntry, asStored } from '../../../../test/fixtures/builders.js';
import type { AuditEntry } from '../audit-entry.js';
import { canonicalJson, compare, fingerprintOf, parseLink, sign } from './link.js';

const KEY = Buffer.alloc(32, 1);
const OTHER_KEY = Buffer.alloc(32, 2);
const PERSONAL = ['email'];

describe('canonical JSON', () => {
  it.each([
    [{ b: 1, a: { d: [true, null], c: 'x' } }, '{"a":{"c":"x","d":[true,null]},"b":1}'],
    [{ a: undefined, b: [undefined] }, '{"b":[null]}'],
    ['"\n\u{1F600}', JSON.stringify('"\n\u{1F600}')],
    [{ a: new Set(['x']) }, '{"a":"[object Set]"}'],
  ])('of %j is %s', (value, text) => expect(canonicalJson(value)).toBe(text));

  it('does not depend on the order of names', () => {
    expect(canonicalJson({ a: 1, b: { c: 2, d: 3 } })).toBe(canonicalJson({ b: { d: 3, c: 2 }, a: 1 }));
  });
});

describe('the fingerprint of an entry', () => {
  const entry: AuditEntry = asStored(
    anEntry({
      ...{ action: 'user.changed', reason: 'Ann asked.', requestId: 'r' },
      ...{ before: { email: 'a@x', role: 'STUDENT' }, after: { email: 'b@x', role: 'LECTURER', changedFields: ['email'] } },
    }),
  );
  const of = (changed: object = {}, key = KEY) => fingerprintOf({ ...entry, ...changed }, PERSONAL, key);
  const compared = (changed: object, original: object = {}) => compare(of(original), of(changed));

  it('is the same for equal entries, whatever the order of their fields', () => {
    expect(compared({ before: { role: 'STUDENT', email: 'a@x' } })).toBe('same');
    expect(of()).toEqual([entry.at, entry.id, expect.any(String), expect.any(String)]);
  });

  it.each([
    ['who', { by: { ...entry.by, id: 'other' } }],
    ['the role', { by: { ...entry.by, role: 'STUDENT' } }],
    ['when', { at: '2026-11-02T08:00:00.001Z' }],
    ['the id', { id: 'other' }],
    ['the action', { action: 'user.disabled' }],
    ['the entity', { entity: 'user:other' }],
    ['the request', { requestId: undefined }],
    ['an old value', { before: { email: 'a@x', role: 'ADMIN' } }],
    ['a new value', { after: { ...entry.after, role: 'ADMIN' } }],
    ['a fact that is gone', { after: { email: 'b@x', role: 'LECTURER' } }],
    ['a fact more', { after: { ...entry.after, status: 'ACTIVE' } }],
    ['a set for a list', { after: { ...entry.after, changedFields: new Set(['email']) } }],
    ['another reason', { reason: 'Bob asked.' }],
    ['a part of the free text only', { reason: undefined }],
    ['another address', { after: { ...entry.after, email: 'c@x' } }],
  ])('shows a change of %s', (_what, changed) => expect(compared(changed)).toBe('changed'));

  it('shows a reason that was added', () => {
    const without = { reason: undefined, before: { role: 'STUDENT' }, after: { role: 'LECTURER' } };
    expect(compared({ ...without, reason: 'x' }, without)).toBe('changed');
  });

  it('tells what anonymising does from every other change', () => {
    const redacted = { reason: undefined, before: { role: 'STUDENT' }, after: { role: 'LECTURER', changedFields: ['email'] } };
    expect(compared(redacted)).toBe('reduced');
    expect(compared({ ...redacted, before: { role: 'ADMIN' } })).toBe('changed');
    const onlyText = { before: undefined, after: { email: 'b@x' }, reason: 'x' };
    expect(compared({ before: undefined, after: undefined, reason: undefined }, onlyText)).toBe('reduced');
  });

  it('cannot be guessed without the key', () => {
    expect(of()[2]).not.toBe(of({}, OTHER_KEY)[2]);
    expect(of()[3]).not.toBe(of({}, OTHER_KEY)[3]);
  });
});

describe('a signed link', () => {
  const link = sign({ day: '2026-11-02', previous: null, after: null, through: null, personalFacts: PERSONAL, actors: { a: [] } }, KEY);

  it('is read again, also with its fields in another order', () => {
    const { signature, ...rest } = link;
    expect(parseLink(JSON.stringify(link), KEY)).toEqual(link);
    expect(parseLink(JSON.stringify({ signature, ...rest }), KEY)).toEqual(link);
  });

  it.each([
    ['another key', () => JSON.stringify(sign(link, OTHER_KEY))],
    ['another day', () => JSON.stringify({ ...link, day: '2026-11-03' })],
    ['an entry less', () => JSON.stringify({ ...link, actors: {} })],
    ['a field more', () => JSON.stringify({ ...link, x: 1 })],
    ['no signature', () => JSON.stringify({ ...link, signature: undefined })],
    ['a signature that is a list', () => JSON.stringify({ ...link, signature: [link.signature] })],
    ['no JSON', () => 'x'],
    ['no object', () => 'null'],
    ['half of it', () => JSON.stringify(link).slice(0, 50)],
  ])('is refused with %s', (_what, text) => expect(parseLink(text(), KEY)).toBeUndefined());
});
