import type { FieldError } from '../../core/errors/domain-error.js';
import type { CsvColumns } from './csv.js';
import { MalformedCsv } from './csv.errors.js';

/**
 * The columns of a header, by the names that were asked for.
 * @param header tidied; blank cells at its end are no columns
 * @throws MalformedCsv naming every column that is missing, unknown, repeated or has no name
 */
export function matchColumns(header: readonly string[], { required, optional = [] }: CsvColumns): string[] {
  const known = new Map([...required, ...optional].map((name) => [name.toLowerCase(), name]));
  const names = header.slice(0, header.findLastIndex((name) => name !== '') + 1);
  const columns = names.map((name) => known.get(name.toLowerCase()));

  const errors: FieldError[] = names.flatMap((name, at) => {
    const column = columns[at];
    if (name === '') return [{ field: `column ${at + 1}`, code: 'unnamed_column', message: 'has no name in the header.' }];
    if (!column)
      return [{ field: name, code: 'unknown_column', message: `is not a known column. Known columns: ${[...known.values()].join(', ')}.` }];
    if (columns.indexOf(column) < at) return [{ field: column, code: 'repeated_column', message: 'appears twice in the header.' }];
    return [];
  });
  for (const name of required) {
    if (!columns.includes(name)) errors.push({ field: name, code: 'missing_column', message: 'is missing from the header.' });
  }
  if (errors.length > 0) throw MalformedCsv.of(...errors);
  return columns as string[];
}
