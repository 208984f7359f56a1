import { detailOf, domainError } from '../../core/errors/domain-error.js';
import type { Fault, FieldError } from '../../core/errors/field-error.js';

/** The file cannot be read. None of its rows was processed. */
export class MalformedFile extends domainError('invalid', 'malformed_csv', 'The file cannot be read.') {
  static of(...errors: FieldError[]): MalformedFile {
    return new MalformedFile(detailOf(errors, ' '), { errors });
  }

  /** @param line the header is line 1 */
  static at(line: number, of: Fault): MalformedFile {
    return MalformedFile.of({ field: `line ${line}`, ...of });
  }

  /** @param of what is wrong with the file as a whole */
  static whole(of: Fault): MalformedFile {
    return MalformedFile.of({ field: 'file', ...of });
  }
}
