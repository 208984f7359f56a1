import { detail, detailOf, domainError } from '../../core/errors/domain-error.js';
import { type Fault, fieldError } from '../../core/errors/field-error.js';

/** How long a change of an account usually takes. */
const ACCOUNT_CHANGE_S = 2;

export class UserNotFound extends domainError('not_found', 'user_not_found', 'The person does not exist.') {}

export class EmailTaken extends domainError('conflict', 'email_taken', 'A person with this e-mail address already exists.', {
  errors: [fieldError('email', 'taken')],
}) {}

export class CodeTaken extends domainError('conflict', 'code_taken', 'A person with this code already exists.', {
  errors: [fieldError('code', 'taken')],
}) {}

export class OwnAccount extends domainError(
  'conflict',
  'own_account',
  'You cannot disable, enable, anonymise, restore or change the role of your own account, or reset its second factor.',
) {}

export class OpenRelations extends domainError(
  'conflict',
  'open_relations',
  'The person is still enrolled in a class or teaches an active class.',
) {}

export class NotDisabled extends domainError('conflict', 'not_disabled', 'Disable the person before you anonymise them.') {}

export class Anonymised extends domainError('conflict', 'anonymised', 'The person was anonymised. This cannot be undone.') {}

export class NotInvited extends domainError('conflict', 'not_invited', 'The person has already accepted the invitation or is disabled.') {}

/** The user pool has the account, so there is nothing to restore. */
export class AccountExists extends domainError(
  'conflict',
  'account_exists',
  'This person has a sign-in account. There is nothing to restore.',
) {}

/** Another request holds the lease on the account of this person. */
export class AccountInProgress extends domainError(
  'conflict',
  'in_progress',
  'Another request is changing the account of this person. Try again in a moment.',
  { retryAfter: ACCOUNT_CHANGE_S },
) {}

/** The profile is saved, but the user pool is not updated yet. The same request, or maintenance, completes it. */
export class AccountPending extends domainError(
  'unavailable',
  'account_pending',
  'The change is saved, but the sign-in account is not updated yet. Send the same request again to finish it.',
  { retryAfter: 1 },
) {}

/** The account with this address belongs, or may belong, to someone else, so it must not be taken over. */
export class AddressHasAccount extends domainError(
  'conflict',
  'address_has_account',
  'Another sign-in account already uses this e-mail address.',
) {}

/** The uploaded file is too large, or not an image of the announced type. */
export class AvatarUnsuitable extends domainError(
  'unprocessable',
  'avatar_unsuitable',
  'The upload is not an image of the announced type and size. Upload a PNG, JPEG or WebP image with a new form.',
) {}

/** The token is valid, but the person has no profile. */
export class NoProfile extends domainError('forbidden', 'no_profile', 'Your account has no profile. Ask the office for an invitation.') {}

/** The caller is no longer an active admin, although their token still has the role. */
export class NotActiveAdmin extends domainError('forbidden', 'not_active_admin', 'Only an active admin can do this.') {}

/** Two rows have the same e-mail address or code. */
export class RepeatedInFile extends domainError('conflict', 'repeated_in_file', 'An earlier row has the same e-mail address or code.') {
  /** @param of says where the first row is */
  static of(field: 'email' | 'code', of: Fault): RepeatedInFile {
    const errors = [{ field, ...of }];
    return new RepeatedInFile(detailOf(errors, ' '), { errors });
  }
}

/** The row of an import does not fit the person who has its address or code. */
export class PersonDiffers extends domainError('conflict', 'person_differs', 'This person already exists with different details.') {
  static in(fields: readonly string[]): PersonDiffers {
    return new PersonDiffers(detail('person_differs.fields', { fields }), { errors: fields.map((field) => fieldError(field, 'differs')) });
  }

  static because(field: string, of: Fault): PersonDiffers {
    const errors = [{ field, ...of }];
    return new PersonDiffers(detailOf(errors, ' '), { errors });
  }
}
