import type { FileContent } from '../../http/spreadsheets/file-download.js';
import { type StandingDto, TranscriptDto, type TranscriptLineDto, type TransferLineDto } from './transcripts.dto.js';
import type { StudentTranscript } from './transcripts.service.js';

const LINE_FIELDS = [
  'subjectCode',
  'subjectName',
  'classCode',
  'credits',
  'status',
  'result',
  'letter',
  'gradePoint',
  'passed',
] as const satisfies readonly (keyof TranscriptLineDto)[];

/** The status of the line with the totals of a term, and of the last line, which has those of all terms. */
const TERM_TOTAL = 'TERM_TOTAL';
const TOTAL = 'TOTAL';

/** The ids of classes that a mean leaves out are in the JSON only. */
const TOTAL_FIELDS = ['creditsAttempted', 'creditsEarned', 'gpa'] as const satisfies readonly (keyof StandingDto)[];

/** The columns after the term. `institution` is last, because it is younger than the others. */
const CELLS = [...LINE_FIELDS, ...TOTAL_FIELDS, 'institution'] as const;

const COLUMNS: readonly string[] = ['studentCode', 'givenName', 'familyName', 'term', 'termTitle', ...CELLS];

type Row = (string | number | undefined)[];
type Cells = Partial<Record<(typeof CELLS)[number], string | number | boolean | null>>;

/**
 * A line for each class, after the classes of a term its totals, then the credits from elsewhere, and at the end the totals of all. Each line names the
 * student, so that files can be joined.
 */
export function toTranscriptFile(of: StudentTranscript): FileContent {
  const { student, terms, externalResults, creditsTransferred: _part, ...overall } = TranscriptDto.from(of);
  const { code, givenName, familyName } = student;
  const rows: Row[] = terms.flatMap(({ term, title, classes, ...standing }) => [
    ...classes.map((line) => [term, title, ...toCells(line)]),
    [term, title, ...toCells({ ...standing, status: TERM_TOTAL })],
  ]);
  rows.push(...externalResults.map(toTransferRow));
  rows.push([undefined, undefined, ...toCells({ ...overall, status: TOTAL })]);
  return { name: `transcript-${code}`, columns: COLUMNS, rows: rows.map((row) => [code, givenName, familyName, ...row]) };
}

/** Its term is no term of this school, so the column of codes is blank. */
function toTransferRow({ title, institution, credits, status, result, letter, term }: TransferLineDto): Row {
  return [undefined, term, ...toCells({ subjectName: title, credits, status, result, letter, institution })];
}

/** What a line has no value for is blank. */
function toCells(line: Cells): Row {
  return CELLS.map((field) => {
    const cell = line[field];
    return typeof cell === 'boolean' ? String(cell) : (cell ?? undefined);
  });
}
