import { createDiffieHellman, createHash, createHmac, getDiffieHellman, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** The stored form of a password, in hex. It is not enough to sign in. */
export interface PasswordVerifier {
  readonly salt: string;
  readonly verifier: string;
}

/** Whose password it is: the part of the pool id behind `_`, and the user's sub. Both go into every hash. */
export interface SrpIdentity {
  readonly poolName: string;
  readonly userId: string;
}

/** The server's half of one sign-in. */
export interface SrpExchange {
  readonly clientPublic: bigint;
  readonly serverPublic: bigint;
  readonly serverSecret: bigint;
  readonly verifier: bigint;
}

/** The 3072-bit group of RFC 5054, which Node knows as RFC 3526's group 15. Cognito's clients use it with generator 2, not RFC 5054's 5. */
const PRIME_BYTES = getDiffieHellman('modp15').getPrime();
const PRIME = toNumber(PRIME_BYTES);
const GENERATOR = 2n;
/** RFC 5054 asks for at least 256 bits. */
const SECRET_BYTES = 32;
const SALT_BYTES = 16;
const KEY_BYTES = 16;
const KEY_LABEL = 'Caldera Derived Key';
const MULTIPLIER = toNumber(sha256(toBytes(PRIME), toBytes(GENERATOR)));

export function makeVerifier(identity: SrpIdentity, password: string): PasswordVerifier {
  const salt = randomBytes(SALT_BYTES).toString('hex');
  return { salt, verifier: computeVerifier(identity, password, salt).toString(16) };
}

/** The plain check, for `USER_PASSWORD_AUTH` and for changing a password. */
export function isPassword(identity: SrpIdentity, password: string, kept: PasswordVerifier): boolean {
  return timingSafeEqual(sha256(toBytes(computeVerifier(identity, password, kept.salt))), sha256(toBytes(fromHex(kept.verifier))));
}

/** A verifier no password fits, always the same for one name, so that an unknown name looks like a known one (RFC 5054, 2.5.1.3). */
export function fakeVerifier(secret: string, name: string): PasswordVerifier {
  const derive = (what: string, bytes: number) => Buffer.from(hkdfSync('sha256', secret, name, what, bytes));
  return {
    salt: derive('salt', SALT_BYTES).toString('hex'),
    verifier: (toNumber(derive('verifier', PRIME_BYTES.length)) % PRIME).toString(16),
  };
}

/** Answers the client's public number; undefined if it is one that would give the password away (0 modulo the prime) or is none. */
export function openExchange(kept: PasswordVerifier, clientPublicHex: string): SrpExchange | undefined {
  if (!/^[0-9a-f]{1,1024}$/i.test(clientPublicHex)) return undefined;
  const clientPublic = fromHex(clientPublicHex);
  if (clientPublic % PRIME === 0n) return undefined;

  const serverSecret = toNumber(randomBytes(SECRET_BYTES));
  const verifier = fromHex(kept.verifier);
  return { clientPublic, verifier, serverSecret, serverPublic: (MULTIPLIER * verifier + power(GENERATOR, serverSecret)) % PRIME };
}

/** Whether `signature` (base64) shows that the client knew the password. */
export function isProof(
  identity: SrpIdentity,
  exchange: SrpExchange,
  proof: { secretBlock: string; timestamp: string; signature: string },
): boolean {
  const scrambler = toNumber(sha256(toBytes(exchange.clientPublic), toBytes(exchange.serverPublic)));
  const shared = power((exchange.clientPublic * power(exchange.verifier, scrambler)) % PRIME, exchange.serverSecret);
  const key = Buffer.from(hkdfSync('sha256', toBytes(shared), toBytes(scrambler), KEY_LABEL, KEY_BYTES));
  const expected = createHmac('sha256', key)
    .update(identity.poolName)
    .update(identity.userId)
    .update(Buffer.from(proof.secretBlock, 'base64'))
    .update(proof.timestamp)
    .digest();
  const given = Buffer.from(proof.signature, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function computeVerifier({ poolName, userId }: SrpIdentity, password: string, salt: string): bigint {
  return power(GENERATOR, toNumber(sha256(toBytes(fromHex(salt)), sha256(`${poolName}${userId}:${password}`))));
}

const diffieHellman = createDiffieHellman(PRIME_BYTES, Number(GENERATOR));

/** `base` to the `exponent` modulo the prime. A Diffie-Hellman secret is exactly that, and OpenSSL computes it in a millisecond. */
function power(base: bigint, exponent: bigint): bigint {
  diffieHellman.setPrivateKey(toBytes(exponent));
  return toNumber(diffieHellman.computeSecret(toBytes(base % PRIME)));
}

/**
 * The shortest bytes of a number whose first bit is 0. Cognito hashes numbers as Java writes them, with a sign bit; without the
 * zero byte in front every second hash would differ from the clients'.
 */
function toBytes(value: bigint): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return Buffer.from(even >= '8' ? `00${even}` : even, 'hex');
}

function toNumber(bytes: Buffer): bigint {
  return fromHex(bytes.toString('hex'));
}

function fromHex(hex: string): bigint {
  return BigInt(`0x${hex}`);
}

function sha256(...parts: (Buffer | string)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
