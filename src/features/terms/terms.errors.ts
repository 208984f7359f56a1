import { domainError } from '../../core/errors/domain-error.js';

export class TermNotFound extends domainError('not_found', 'term_not_found', 'The term does not exist.') {}

export class TermCodeTaken extends domainError('conflict', 'term_code_taken', 'A term with this code already exists.') {}

export class TermInUse extends domainError('conflict', 'term_in_use', 'A term that has classes cannot be deleted or get another code.') {}
