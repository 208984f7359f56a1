import { domainError, type FieldError } from '../../core/errors/domain-error.js';

/** The file cannot be read. None of its rows was processed. */
export class MalformedFile extends domainError('invalid', 'malformed_csv', 'The file cannot be read.') {
  static of(...errors: FieldError[]): MalformedFile {
    return new MalformedFile(errors.map(({ field, message }) => `${field} ${message}`).join(' '), { errors });
  }

  /** @param line the header is line 1 */
  static at(line: number, code: string, message: string): MalformedFile {
    return MalformedFile.of({ field: `line ${line}`, code, message });
  }

  /** @param message says what is wrong with the file as a whole */
  static whole(code: string, message: string): MalformedFile {
    return MalformedFile.of({ field: 'file', code, message });
  }
}
