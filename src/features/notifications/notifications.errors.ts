import { domainError } from '../../core/errors/domain-error.js';

/** The notification does not exist, or the caller may not see it. The answer is the same, so that it reveals nothing. */
export class NotificationNotFound extends domainError('not_found', 'notification_not_found', 'The notification does not exist.') {}
