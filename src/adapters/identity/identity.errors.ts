import { domainError } from '../../core/errors/domain-error.js';

/** Another account has this e-mail address. */
export class AddressInUse extends Error {}

export class AccountMissing extends domainError(
  'conflict',
  'account_missing',
  'This person has no sign-in account any more. Restore the account.',
) {}
