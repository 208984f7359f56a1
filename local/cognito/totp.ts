import { createHmac, randomBytes } from 'node:crypto';

const STEP_SECONDS = 30;
const DIGITS = 6;
const SECRET_BYTES = 32;
/** How many steps a clock may be off, either way. */
const TOLERANCE = 1;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A new shared secret in base 32, as authenticator apps take it. */
export function newTotpSecret(): string {
  return [...randomBytes(SECRET_BYTES)].map((byte) => BASE32.charAt(byte % BASE32.length)).join('');
}

/** The time step (RFC 6238) whose code this is, or undefined if it is the code of none near `now` (milliseconds). */
export function totpStep(secret: string, code: string, now: number): number | undefined {
  const current = Math.floor(now / 1000 / STEP_SECONDS);
  for (let step = current - TOLERANCE; step <= current + TOLERANCE; step += 1) if (totpCode(secret, step) === code) return step;
  return undefined;
}

function totpCode(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  // RFC 4226: the last four bits say where the 31 bits of the code begin.
  const truncated = mac.readUInt32BE(mac.readUInt8(mac.length - 1) & 0x0f) & 0x7fffffff;
  return String(truncated % 10 ** DIGITS).padStart(DIGITS, '0');
}

function fromBase32(text: string): Buffer {
  const bits = [...text].map((character) => BASE32.indexOf(character).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}
