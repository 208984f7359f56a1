import { ValidationFailed } from '../../core/errors/errors.js';
import { validationPipe } from '../../http/validation/validation.pipe.js';
import { assertMaxRows, readCsv, type CsvRow } from '../../http/csv/csv.js';
import type { StudentLine, StudentReference } from './bulk-enrolment.service.js';
import { MAX_STUDENTS, StudentReferenceDto, type EnrolStudentsDto } from './enrolments.dto.js';

/**
 * The lines of a list of students, however it was sent. A line of a file is checked by itself.
 * @throws MalformedCsv, ValidationFailed for a file of no lines, or of too many
 */
export async function parseStudentLines(body: string | EnrolStudentsDto): Promise<readonly StudentLine[]> {
  if (typeof body !== 'string') return body.students;
  const { rows } = await readCsv(body, { required: [], optional: ['code', 'id'] });
  if (rows.length === 0) throw ValidationFailed.of({ field: 'file', code: 'no_rows', message: 'contains no rows.' });
  assertMaxRows(MAX_STUDENTS, rows);
  return Promise.all(rows.map((row) => lineOf(row)));
}

async function lineOf({ line, cells }: CsvRow): Promise<StudentLine> {
  const named: StudentReference = Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== ''));
  try {
    if (Object.keys(named).length > 1)
      throw ValidationFailed.of({ field: 'id', code: 'names_each_once', message: 'must be blank if the line has a code.' });
    await validationPipe().transform(named, { type: 'body', metatype: StudentReferenceDto });
    return { line, ...named };
  } catch (error) {
    if (error instanceof ValidationFailed) return { line, ...named, refusal: error };
    throw error;
  }
}
