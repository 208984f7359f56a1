import { ValidationFailed } from '../../core/errors/errors.js';
import type { CsvRow } from './csv.js';

/** Refuses a file of more rows than a request may have. @throws ValidationFailed naming the first that is too many */
export function assertMaxRows(most: number, rows: readonly CsvRow[]): void {
  const beyond = rows[most];
  if (!beyond) return;
  throw ValidationFailed.of({
    field: `line ${beyond.line}`,
    code: 'too_many_rows',
    message: `exceeds the limit of ${most} rows. Split the file.`,
  });
}
