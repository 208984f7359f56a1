import { ValidationFailed } from '../../core/errors/errors.js';
import { type CsvRow, readCsv } from '../../http/spreadsheets/csv.js';
import { validationPipe } from '../../http/validation/validation.pipe.js';
import type { StudentLine } from './bulk-enrolment.service.js';
import { type EnrolStudentsDto, MAX_STUDENTS, StudentReferenceDto } from './enrolments.dto.js';

/**
 * Reads the lines of a CSV file or a JSON body. Invalid lines of a file carry their error.
 * @throws MalformedCsv, ValidationFailed for no lines or too many
 */
export async function parseStudentLines(body: string | EnrolStudentsDto): Promise<StudentLine[]> {
  if (typeof body !== 'string') return body.students.map(({ id, code, name }, index) => ({ id, code, name, index }));
  const { rows } = readCsv(body, { required: [], optional: ['code', 'id', 'name'] }, MAX_STUDENTS);
  if (rows.length === 0) throw ValidationFailed.of({ field: 'file', code: 'no_rows', message: 'contains no rows.' });
  return Promise.all(rows.map((row) => parseLine(row)));
}

async function parseLine({ line, cells }: CsvRow): Promise<StudentLine> {
  const reference = Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== ''));
  try {
    if (reference.code !== undefined && reference.id !== undefined)
      throw ValidationFailed.of({ field: 'id', code: 'names_each_once', message: 'must be blank if the line has a code.' });
    await validationPipe().transform(reference, { type: 'body', metatype: StudentReferenceDto });
    return { line, ...reference };
  } catch (error) {
    if (error instanceof ValidationFailed) return { line, ...reference, refusal: error };
    throw error;
  }
}
