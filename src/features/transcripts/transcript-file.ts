import type { FileContent } from '../../http/spreadsheets/file-download.js';
import { type StandingDto, TranscriptDto, type TranscriptLineDto } from './transcripts.dto.js';
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

const TOTAL_FIELDS = ['creditsAttempted', 'creditsEarned', 'gpa'] as const satisfies readonly (keyof StandingDto)[];

const COLUMNS: readonly string[] = ['studentCode', 'givenName', 'familyName', 'term', 'termTitle', ...LINE_FIELDS, ...TOTAL_FIELDS];

type Row = (string | number | undefined)[];

/** A line for each class, after the classes of a term its totals, and at the end those of all terms. Each line names the student, so that files can be joined. */
export function toTranscriptFile(of: StudentTranscript): FileContent {
  const { student, terms, ...overall } = TranscriptDto.from(of);
  const { code, givenName, familyName } = student;
  const rows: Row[] = terms.flatMap(({ term, title, classes, ...standing }) => [
    ...classes.map((line) => [term, title, ...toCells(line)]),
    [term, title, ...toCells({ ...standing, status: TERM_TOTAL })],
  ]);
  rows.push([undefined, undefined, ...toCells({ ...overall, status: TOTAL })]);
  return { name: `transcript-${code}`, columns: COLUMNS, rows: rows.map((row) => [code, givenName, familyName, ...row]) };
}

/** What a class has no value for, or a total, is blank. */
function toCells(line: TranscriptLineDto | (StandingDto & { status: string })): Row {
  return [...LINE_FIELDS, ...TOTAL_FIELDS].map((field) => {
    const cell = (line as Partial<Record<typeof field, string | number | boolean | null>>)[field];
    return typeof cell === 'boolean' ? String(cell) : (cell ?? undefined);
  });
}
