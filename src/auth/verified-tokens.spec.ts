import { VerifiedTokens } from './verified-tokens.js';

const MAX_TOKENS = 1_000;
const claimsUntil = (exp: number) => ({ sub: 'somebody', iat: 0, exp, token_use: 'access', client_id: 'the app' });

describe('VerifiedTokens', () => {
  let now: number;
  let tokens: VerifiedTokens;

  beforeEach(() => {
    now = 1_000_000;
    tokens = new VerifiedTokens(() => now);
  });

  it('know the claims of a token, and of no other', () => {
    tokens.add('a token', claimsUntil(1_001));
    expect(tokens.find('a token')).toEqual(claimsUntil(1_001));
    expect(tokens.find('a token ')).toBeUndefined();
    expect(tokens.find('')).toBeUndefined();
  });

  it('know no token that has expired', () => {
    tokens.add('a token', claimsUntil(1_001));
    now = 1_001_000;
    expect(tokens.find('a token')).toBeUndefined();
  });

  it('know no token that does not say when it expires', () => {
    tokens.add('a token', { ...claimsUntil(0), exp: undefined as never });
    expect(tokens.find('a token')).toBeUndefined();
  });

  it('know so many at most, the latest', () => {
    for (let token = 0; token <= MAX_TOKENS; token += 1) tokens.add(`${token}`, claimsUntil(1_001));
    expect([tokens.find('0'), tokens.find('1'), tokens.find(`${MAX_TOKENS}`)]).toEqual([undefined, claimsUntil(1_001), claimsUntil(1_001)]);
  });
});
