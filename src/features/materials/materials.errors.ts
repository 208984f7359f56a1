import { domainError } from '../../core/errors/domain-error.js';

export class MaterialNotFound extends domainError('not_found', 'material_not_found', 'The file does not exist in this class.') {}

export class MaterialUnsuitable extends domainError(
  'unprocessable',
  'material_unsuitable',
  'The upload does not have the announced size. Upload the file with a new form.',
) {}
