import type { Attributes } from './attributes.js';
import type { PasswordVerifier } from './srp.js';

/** A user of the pool. All times in milliseconds since 1970. */
export interface Account {
  readonly sub: string;
  /** `email` as it was entered, with its case. */
  readonly attributes: Attributes;
  readonly enabled: boolean;
  readonly status: 'FORCE_CHANGE_PASSWORD' | 'CONFIRMED';
  readonly password: PasswordVerifier;
  /** When a temporary password expires. */
  readonly temporaryUntil?: number;
  readonly groups: readonly string[];
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** The secret of an authenticator app that is not confirmed yet. */
  readonly newTotpSecret?: string;
  readonly totp?: Totp;
  readonly recoveryCode?: Code;
  readonly emailCode?: Code;
}

export interface Totp {
  readonly secret: string;
  /** The last time step whose code was taken: that code and older ones are spent. */
  readonly usedStep: number;
  readonly enabled: boolean;
  readonly preferred: boolean;
}

/** A confirmation code sent by mail. */
export interface Code {
  readonly code: string;
  readonly expiresAt: number;
}

/** The attributes in the format of the API. */
export function wireAttributes({ sub, attributes }: Account): { Name: string; Value: string }[] {
  return Object.entries({ ...attributes, sub }).map(([Name, Value]) => ({ Name, Value }));
}

/** The fields about a second factor, if the account has one. */
export function wireMfa({ totp }: Account): object {
  if (!totp?.enabled) return {};
  return { UserMFASettingList: ['SOFTWARE_TOKEN_MFA'], ...(totp.preferred ? { PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA' } : {}) };
}

/** The fields of a user in responses to admin calls, except the attributes, whose field has several names. Times in seconds. */
export function wireAccount(account: Account) {
  return {
    Username: account.sub,
    UserCreateDate: account.createdAt / 1000,
    UserLastModifiedDate: account.modifiedAt / 1000,
    Enabled: account.enabled,
    UserStatus: account.status,
  };
}
