import { domainError } from '../../core/errors/domain-error.js';

export class NotReady extends domainError('unavailable', 'not_ready', 'The app cannot serve requests at the moment.') {}
