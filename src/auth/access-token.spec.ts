import { randomUUID } from 'node:crypto';
import { NotAuthenticated } from '../core/errors/errors.js';
import { MAX_TOKEN_LIFETIME_S, readClaims } from './access-token.js';
import { fromGroups } from './actor.js';

const NOW = 1_800_000_000;
const CLAIMS = {
  sub: randomUUID(),
  iat: NOW,
  exp: NOW + 900,
  token_use: 'access',
  client_id: 'client',
  'cognito:groups': ['admin'],
  auth_time: NOW - 3600,
};
const read = (changes: object) => () => readClaims({ ...CLAIMS, ...changes }, 'client', NOW);

describe('readClaims', () => {
  it.each([
    ['of the pool', {}],
    ['with a group that is no role', { 'cognito:groups': ['us-east-1_pool_Google'] }],
    ['that is issued a little ahead of our clock', { iat: NOW + 60, exp: NOW + 960 }],
    ['that does not say when the person signed in', { auth_time: undefined }],
    ['of the longest lifetime', { exp: NOW + MAX_TOKEN_LIFETIME_S }],
  ])('accepts a token %s', (_what, changes) => {
    expect(read(changes)()).toEqual({ ...CLAIMS, ...changes });
  });

  it('reads a token without groups as one of no group', () => {
    expect(read({ 'cognito:groups': undefined })()).toEqual({ ...CLAIMS, 'cognito:groups': [] });
  });

  it.each<[string, unknown[]]>([
    ['exp', [undefined, null, `${NOW + 900}`, NOW + 900.5, NaN, Infinity, NOW, NOW - 1, NOW + MAX_TOKEN_LIFETIME_S + 1, [NOW + 900], {}]],
    ['iat', [undefined, null, `${NOW}`, NOW - 0.5, 0, -1, NOW + 61, [NOW], {}]],
    ['sub', [undefined, null, '', 'admin', 1, randomUUID().toUpperCase(), ` ${randomUUID()}`, `${randomUUID()}\n`, [randomUUID()], {}]],
    ['cognito:groups', [null, 'admin', 'administrators', 1, { 0: 'admin', length: 1 }, [['admin']], ['admin', 1], ['admin', null], [{}]]],
    ['auth_time', [null, `${NOW}`, NOW - 0.5, 0, NOW + 61, [NOW], {}]],
    ['token_use', [undefined, null, 'id', 'ACCESS', ['access']]],
    ['client_id', [undefined, null, 'another', ['client']]],
  ])('refuses a token by its %s', (claim, values) => {
    for (const value of values) expect(read({ [claim]: value })).toThrow(NotAuthenticated);
  });

  it.each([undefined, null, 'text', 1, [], [CLAIMS]])('refuses a payload that is no object: %j', (payload) => {
    expect(() => readClaims(payload, 'client', NOW)).toThrow(NotAuthenticated);
  });
});

describe('fromGroups', () => {
  it.each([
    [['admin'], 'ADMIN'],
    [['admin', 'admin'], 'ADMIN'],
    [['admin', 'us-east-1_pool_Google'], 'ADMIN'],
    [['student', 'admin'], undefined],
    [['administrators'], undefined],
    [['not-admin'], undefined],
    [['ADMIN'], undefined],
    [['admin '], undefined],
    [['student,admin'], undefined],
    [[], undefined],
  ])('matches whole groups: %j is %s', (groups, role) => {
    expect(fromGroups(groups)).toBe(role);
  });
});
