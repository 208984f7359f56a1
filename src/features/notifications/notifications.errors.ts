import { domainError } from '../../core/errors/domain-error.js';

/** There is no such notification, or it is none of the caller's: the words are the same for both. */
export class NotificationNotFound extends domainError('not_found', 'notification_not_found', 'The notification does not exist.') {}
