import { domainError, type FieldError } from '../../core/errors/domain-error.js';

/** The file cannot be parsed. None of its rows was processed. */
export class MalformedCsv extends domainError('invalid', 'malformed_csv', 'The CSV file cannot be read.') {
  static of(...errors: FieldError[]): MalformedCsv {
    return new MalformedCsv(errors.map(({ field, message }) => `${field} ${message}`).join(' '), { errors });
  }

  /** @param line the header is line 1 */
  static at(line: number, code: string, message: string): MalformedCsv {
    return MalformedCsv.of({ field: `line ${line}`, code, message });
  }
}
