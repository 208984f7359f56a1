import type { Attributes } from './attributes.js';
import type { PasswordVerifier } from './srp.js';

/** A user of the pool. All times in milliseconds since 1970. */
export interface Account {
  readonly sub: string;
  /** `email` in the case it was given. */
  readonly attributes: Attributes;
  readonly enabled: boolean;
  readonly status: 'FORCE_CHANGE_PASSWORD' | 'CONFIRMED';
  readonly password: PasswordVerifier;
  /** Until when a temporary password is good. */
  readonly temporaryUntil?: number;
  readonly groups: readonly string[];
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** An authenticator app that was not confirmed with a code yet. */
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

/** As lists of attributes look on the wire. */
export function wireAttributes({ sub, attributes }: Account): { Name: string; Value: string }[] {
  return Object.entries({ ...attributes, sub }).map(([Name, Value]) => ({ Name, Value }));
}

/** The fields that tell of a second factor, where there is one. */
export function wireMfa({ totp }: Account): object {
  if (!totp?.enabled) return {};
  return { UserMFASettingList: ['SOFTWARE_TOKEN_MFA'], ...(totp.preferred ? { PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA' } : {}) };
}

/** What admin calls tell of a user, but for the attributes, whose field has several names. Times in seconds. */
export function wireAccount(account: Account) {
  return {
    Username: account.sub,
    UserCreateDate: account.createdAt / 1000,
    UserLastModifiedDate: account.modifiedAt / 1000,
    Enabled: account.enabled,
    UserStatus: account.status,
  };
}
