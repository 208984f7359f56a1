import { randomInt } from 'node:crypto';
import type { Account } from './account.js';
import { CognitoError } from './errors.js';
import { type SrpIdentity, makeVerifier } from './srp.js';

export const PASSWORD_POLICY = {
  MinimumLength: 8,
  RequireUppercase: true,
  RequireLowercase: true,
  RequireNumbers: true,
  RequireSymbols: false,
  TemporaryPasswordValidityDays: 7,
} as const;

const TEMPORARY_LIFETIME = PASSWORD_POLICY.TemporaryPasswordValidityDays * 24 * 3_600_000;
const MAX_LENGTH = 256;
const RULES: readonly [RegExp, string][] = [
  [new RegExp(`^.{${PASSWORD_POLICY.MinimumLength},}$`, 's'), 'Password not long enough'],
  [new RegExp(`^.{0,${MAX_LENGTH}}$`, 's'), 'Password too long'],
  [/^\S(.*\S)?$/s, 'Password must not begin or end with a space'],
  [/\p{Lu}/u, 'Password must have uppercase characters'],
  [/\p{Ll}/u, 'Password must have lowercase characters'],
  [/\d/, 'Password must have numeric characters'],
];

type PasswordFields = Pick<Account, 'password' | 'status' | 'temporaryUntil'>;

/** The account fields for a permanent password. @throws InvalidPasswordException */
export function chosenPassword(identity: SrpIdentity, password: string): PasswordFields {
  assertPolicy(password);
  return { password: makeVerifier(identity, password), status: 'CONFIRMED', temporaryUntil: undefined };
}

/** The account fields for a password that must be changed at the first sign-in. @throws InvalidPasswordException */
export function temporaryPassword(identity: SrpIdentity, password: string, now: number): PasswordFields {
  assertPolicy(password);
  return { password: makeVerifier(identity, password), status: 'FORCE_CHANGE_PASSWORD', temporaryUntil: now + TEMPORARY_LIFETIME };
}

/** @throws InvalidPasswordException with the first broken rule */
function assertPolicy(password: string): void {
  const broken = RULES.find(([rule]) => !rule.test(password));
  if (broken) throw new CognitoError('InvalidPasswordException', `Password did not conform with policy: ${broken[1]}`);
}

// Without letters and digits that look alike.
const ALPHABETS = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnopqrstuvwxyz', '23456789'];
const TEMPORARY_LENGTH = 12;

/** Generates a password that follows the policy. */
export function newTemporaryPassword(): string {
  const characters = Array.from({ length: TEMPORARY_LENGTH }, (_, position) => pick(ALPHABETS[position] ?? ALPHABETS.join('')));
  for (let last = characters.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? '', characters[last] ?? ''];
  }
  return characters.join('');
}

/** A confirmation code as Cognito sends it: six digits. */
export function confirmationCode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}

function pick(alphabet: string): string {
  return alphabet.charAt(randomInt(alphabet.length));
}
