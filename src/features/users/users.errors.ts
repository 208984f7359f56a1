import { domainError } from '../../core/errors/domain-error.js';

/** Seconds after which an account is usually no longer being changed. */
const USUALLY_DONE_S = 2;

export class UserNotFound extends domainError('not_found', 'user_not_found', 'The person does not exist.') {}

export class EmailTaken extends domainError('conflict', 'email_taken', 'There is a person with this e-mail address.') {
  constructor() {
    super(undefined, { errors: [{ field: 'email', code: 'taken', message: 'is the address of somebody else.' }] });
  }
}

export class CodeTaken extends domainError('conflict', 'code_taken', 'There is a person with this code.') {
  constructor() {
    super(undefined, { errors: [{ field: 'code', code: 'taken', message: 'is the code of somebody else.' }] });
  }
}

export class OwnAccount extends domainError(
  'conflict',
  'own_account',
  'Nobody disables, enables, anonymises or changes the role of themself.',
) {}

export class OpenRelations extends domainError(
  'conflict',
  'open_relations',
  'The person is still enrolled in a class, or leads an active one.',
) {}

export class NotDisabled extends domainError('conflict', 'not_disabled', 'Only somebody disabled can be anonymised.') {}

export class Anonymised extends domainError('conflict', 'anonymised', 'The person was anonymised, and stays so.') {}

export class NotInvited extends domainError('conflict', 'not_invited', 'The person is not waiting for an invitation.') {}

/** Another request is changing the account of the same person. */
export class AccountInProgress extends domainError('conflict', 'in_progress', 'The account of this person is being changed right now.') {
  constructor(message?: string) {
    super(message, { retryAfter: USUALLY_DONE_S });
  }
}

/** The profile is saved and the user pool does not follow yet. The same call again, or maintenance, finishes it. */
export class AccountPending extends domainError(
  'unavailable',
  'account_pending',
  'The change is saved, but the user pool could not be told. The same call again finishes it.',
) {
  constructor(message?: string) {
    super(message, { retryAfter: 1 });
  }
}

/** The user pool has an account under the address that is, or may be, somebody else's. */
export class AddressHasAccount extends domainError(
  'conflict',
  'address_has_account',
  'The user pool has another account under this e-mail address.',
) {}

/** What was uploaded for an avatar is not an image of the type that it was announced to be, or too large. */
export class AvatarUnsuitable extends domainError(
  'unprocessable',
  'avatar_unsuitable',
  'The upload is not a PNG, JPEG or WebP image of at most 2 MiB.',
) {}

/** The token is genuine, but the school does not know the person. */
export class NoProfile extends domainError('forbidden', 'no_profile', 'There is no profile for this account.') {}

/** What only an admin may do was asked by somebody who is not one any more, whatever their token says. */
export class NotActiveAdmin extends domainError('forbidden', 'not_active_admin', 'Only an active admin may do this.') {}

/** A list names the same person twice, or two people by one address or code. */
export class RepeatedInFile extends domainError('conflict', 'repeated_in_file', 'An earlier row has the same e-mail address or code.') {
  /** @param place of the first one, in words */
  static of(field: 'email' | 'code', place: string): RepeatedInFile {
    const message = `is that of ${place}, too.`;
    return new RepeatedInFile(`${field} ${message}`, { errors: [{ field, code: 'repeated', message }] });
  }
}

/** An import adds people, and changes nobody. */
export class PersonDiffers extends domainError('conflict', 'person_differs', 'There is this person, but not as the file says.') {
  static in(fields: readonly string[]): PersonDiffers {
    const errors = fields.map((field) => ({ field, code: 'differs', message: 'is another one there.' }));
    return new PersonDiffers(`There is this person, with another ${fields.join(', ')}.`, { errors });
  }
}
