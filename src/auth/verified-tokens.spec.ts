import { VerifiedTokens } from './verified-tokens.js';

const MAX_TOKENS = 1_000;
const claimsUntil = (exp: number) => ({ sub: 'a user', iat: 0, exp, token_use: 'access', client_id: 'the app', 'cognito:groups': [] });

describe('VerifiedTokens', () => {
  let now: number;
  let tokens: VerifiedTokens;

  beforeEach(() => {
    now = 1_000_000;
    tokens = new VerifiedTokens(() => now);
  });

  it('return the claims of exactly this token', () => {
    tokens.add('a token', claimsUntil(1_001));
    expect(tokens.find('a token')).toEqual(claimsUntil(1_001));
    expect(tokens.find('a token ')).toBeUndefined();
    expect(tokens.find('')).toBeUndefined();
  });

  it('forget an expired token', () => {
    tokens.add('a token', claimsUntil(1_001));
    now = 1_001_000;
    expect(tokens.find('a token')).toBeUndefined();
  });

  it('do not return a token without an expiry', () => {
    tokens.add('a token', { ...claimsUntil(0), exp: undefined as never });
    expect(tokens.find('a token')).toBeUndefined();
  });

  it('forget the oldest token beyond the limit', () => {
    for (let token = 0; token <= MAX_TOKENS; token += 1) tokens.add(`${token}`, claimsUntil(1_001));
    expect([tokens.find('0'), tokens.find('1'), tokens.find(`${MAX_TOKENS}`)]).toEqual([undefined, claimsUntil(1_001), claimsUntil(1_001)]);
  });
});
