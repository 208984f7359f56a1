import { createHash, createHmac, getDiffieHellman, hkdfSync, randomBytes } from 'node:crypto';
import { fakeVerifier, isPassword, isProof, makeVerifier, openExchange } from './srp.js';

const identity = { poolName: 'AbCdEf123', userId: '0b0f5a6e-8c5f-4c5e-9d6a-3f6f0c0a1b2c' };

describe('SRP', () => {
  it('accepts only the proof of the correct password, for many random numbers', () => {
    // Half of all random numbers have a leading set bit, which reveals wrong padding.
    for (let round = 0; round < 12; round += 1) {
      const password = randomBytes(9).toString('base64');
      const kept = makeVerifier(identity, password);
      expect(tryPassword(kept, password)).toBe(true);
      expect(tryPassword(kept, `${password}x`)).toBe(false);
    }
  });

  it('binds the proof to the user, the secret block and the time', () => {
    const kept = makeVerifier(identity, 'Learn-2026');
    expect(tryPassword(kept, 'Learn-2026', { identity: { ...identity, userId: 'somebody else' } })).toBe(false);
    expect(tryPassword(kept, 'Learn-2026', { secretBlock: 'YWJj' })).toBe(false);
    expect(tryPassword(kept, 'Learn-2026', { timestamp: 'Mon Jan 1 00:00:00 UTC 2027' })).toBe(false);
  });

  it.each([
    ['zero', '0'],
    ['the prime', prime().toString(16)],
    ['a multiple of the prime', (prime() * 3n).toString(16)],
    ['an empty string', ''],
    ['a string that is not a number', 'xyz'],
    ['a number that is too long', `1${'0'.repeat(2000)}`],
  ])('rejects %s as a public number', (_what, clientPublic) => {
    expect(openExchange(makeVerifier(identity, 'Learn-2026'), clientPublic)).toBeUndefined();
  });

  it('checks a plain password against the same verifier', () => {
    const kept = makeVerifier(identity, 'Learn-2026');
    expect(isPassword(identity, 'Learn-2026', kept)).toBe(true);
    expect(isPassword(identity, 'Learn-2027', kept)).toBe(false);
    expect(isPassword({ ...identity, userId: 'somebody else' }, 'Learn-2026', kept)).toBe(false);
  });

  it('creates a different verifier each time for the same password', () => {
    expect(makeVerifier(identity, 'Learn-2026')).not.toEqual(makeVerifier(identity, 'Learn-2026'));
  });

  it('always creates the same verifier for an unknown name, of the usual size', () => {
    expect(fakeVerifier('secret', 'nobody')).toEqual(fakeVerifier('secret', 'nobody'));
    expect(fakeVerifier('secret', 'nobody').salt).not.toBe(fakeVerifier('secret', 'anybody').salt);
    expect(fakeVerifier('another secret', 'nobody').salt).not.toBe(fakeVerifier('secret', 'nobody').salt);
    expect(fakeVerifier('secret', 'nobody').salt).toHaveLength(makeVerifier(identity, 'x').salt.length);
  });
});

/** Signs in with a client that follows the description of the protocol, with plain big integers. `changes` replace values that it sends. */
function tryPassword(
  kept: { salt: string; verifier: string },
  password: string,
  changes: { identity?: typeof identity; secretBlock?: string; timestamp?: string } = {},
): boolean {
  const modulus = prime();
  const clientSecret = big(randomBytes(128));
  const clientPublic = power(2n, clientSecret, modulus);
  const exchange = openExchange(kept, clientPublic.toString(16));
  if (!exchange) throw new Error('The exchange was refused.');

  const k = big(hash(signed(modulus), signed(2n)));
  const u = big(hash(signed(clientPublic), signed(exchange.serverPublic)));
  const x = big(hash(signed(BigInt(`0x${kept.salt}`)), hash(Buffer.from(`${identity.poolName}${identity.userId}:${password}`))));
  const base = (((exchange.serverPublic - k * power(2n, x, modulus)) % modulus) + modulus) % modulus;
  const key = hkdfSync('sha256', signed(power(base, clientSecret + u * x, modulus)), signed(u), 'Caldera Derived Key', 16);

  const secretBlock = randomBytes(32).toString('base64');
  const timestamp = 'Sun Nov 1 09:05:07 UTC 2026';
  const message = Buffer.concat([
    Buffer.from(identity.poolName + identity.userId),
    Buffer.from(secretBlock, 'base64'),
    Buffer.from(timestamp),
  ]);
  const signature = createHmac('sha256', Buffer.from(key)).update(message).digest('base64');
  return isProof(changes.identity ?? identity, exchange, { secretBlock, timestamp, signature, ...changes });
}

function prime(): bigint {
  return big(getDiffieHellman('modp15').getPrime());
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let factor = base, rest = exponent; rest > 0n; rest >>= 1n, factor = (factor * factor) % modulus) {
    if (rest & 1n) result = (result * factor) % modulus;
  }
  return result;
}

/** The bytes of a positive number in the format of Java: the first bit is the sign. */
function signed(value: bigint): Buffer {
  const bytes = Math.floor(value.toString(2).length / 8) + 1;
  return Buffer.from(value.toString(16).padStart(bytes * 2, '0'), 'hex');
}

function big(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

function hash(...parts: Buffer[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest();
}
