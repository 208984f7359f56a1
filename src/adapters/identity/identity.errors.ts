import { domainError } from '../../core/errors/domain-error.js';

/** The pool has an address under another account. */
export class AddressInUse extends Error {}

export class AccountMissing extends domainError('conflict', 'account_missing', 'The user pool has no account for this person.') {}
