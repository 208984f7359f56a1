import { domainError, type FieldError } from '../../core/errors/domain-error.js';

/** The file as a whole cannot be read; nothing of it was looked at further. */
export class MalformedCsv extends domainError('invalid', 'malformed_csv', 'The CSV cannot be read.') {
  static of(...errors: FieldError[]): MalformedCsv {
    return new MalformedCsv(errors.map(({ field, message }) => `${field} ${message}`).join(' '), { errors });
  }

  /** @param line the header is line 1 */
  static at(line: number, code: string, message: string): MalformedCsv {
    return MalformedCsv.of({ field: `line ${line}`, code, message });
  }
}
