import { domainError } from '../../core/errors/domain-error.js';

export class MaterialNotFound extends domainError('not_found', 'material_not_found', 'The file does not exist in this class.') {}
