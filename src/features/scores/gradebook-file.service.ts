import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { NameOrder } from '../../core/text/name-order.js';
import type { PersonColumnNames } from '../../core/text/person-column-names.js';
import { mapConcurrent } from '../../core/async/map-concurrent.js';
import type { FileContent } from '../../http/spreadsheets/file-download.js';
import type { ColumnMap } from '../../http/spreadsheets/column-map.js';
import type { SpreadsheetFile } from '../../http/spreadsheets/spreadsheet-file.js';
import type { TableRow } from '../../http/spreadsheets/table.js';
import { AccessTrail } from '../audit/access-trail.js';
import { assertMayRun } from '../classes/classes.policy.js';
import { classEntity } from '../classes/school-class.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import { EnrolmentsRepository } from '../enrolments/enrolments.repository.js';
import { type Enrolment, toNamedStudent } from '../enrolments/enrolment.js';
import { UsersRepository } from '../users/users.repository.js';
import { splitMap, toLines } from './foreign-marks.js';
import { EMAIL, expectedColumns, fileColumns, STUDENT, toFileRows } from './gradebook-file.js';
import { type ImportOptions, planImport, type PlannedLine } from './gradebook-import.js';
import { MarksWriter } from './marks-writer.js';
import { assertMayGrade } from './scores.policy.js';

/** Reads of e-mail addresses at the same time. */
const ADDRESSES_AT_ONCE = 50;
/** The maximum capacity of a class. */
const MAX_LINES = 500;

interface FileOptions extends ImportOptions {
  /** Writes nothing, and returns the expected outcomes. */
  readonly dryRun?: boolean;
  readonly reason?: string;
  /** A mark of another product can say what it is out of: `midterm/100`. */
  readonly map?: ColumnMap;
  /** How columns about a student are called. */
  readonly names?: PersonColumnNames;
}

export interface ImportedFile {
  /** The outcomes by line, in the order of the file. */
  readonly lines: ReadonlyMap<TableRow, PlannedLine>;
  readonly ignoredColumns: readonly string[];
}

/** Exports a gradebook as a file, and imports the edited file. */
@Injectable()
export class GradebookFileService {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly classes: ClassesRepository,
    private readonly users: UsersRepository,
    private readonly writer: MarksWriter,
    private readonly access: AccessTrail,
    private readonly names: NameOrder,
  ) {}

  /** Every export has an entry in the audit log. Without the entry it fails. @throws ClassNotFound */
  async export(actor: Actor, classId: string): Promise<FileContent> {
    const schoolClass = await this.classes.read(classId);
    assertMayRun(actor, schoolClass);
    const [rows] = await Promise.all([
      this.enrolments.gradebook(classId),
      this.access.record(actor, { entity: classEntity(classId), action: 'gradebook.exported' }),
    ]);
    const { term, code } = schoolClass;
    const sorted = this.names.sort(rows, toNamedStudent);
    return { name: `scores-${term}-${code}`, columns: fileColumns(schoolClass), rows: toFileRows(schoolClass, sorted) };
  }

  /**
   * Saves the marks in a file. Each line has an outcome.
   * @throws ClassNotFound, ClassArchived, GradebookLocked; MalformedFile or ValidationFailed for the whole file, and then nothing is saved;
   * StaleVersion if components are published and unpublished again and again meanwhile
   */
  import(actor: Actor, classId: string, file: Pick<SpreadsheetFile, 'read'>, options: FileOptions): Promise<ImportedFile> {
    return retryOnConflict(() => this.tryImport(actor, classId, file, options));
  }

  private async tryImport(
    actor: Actor,
    classId: string,
    file: Pick<SpreadsheetFile, 'read'>,
    { dryRun, reason, map: given, names, ...options }: FileOptions,
  ): Promise<ImportedFile> {
    const schoolClass = await this.classes.read(classId, { consistent: true });
    assertMayGrade(actor, schoolClass, reason);
    const { map, points } = splitMap(given);
    const table = await file.read(expectedColumns(schoolClass, names), { maxRows: MAX_LINES, map });
    const gradebook = await this.enrolments.gradebook(classId);
    const lines = await this.findCodes(toLines(table, schoolClass, points), gradebook);
    const { ignored: ignoredColumns } = table;

    const planned = planImport(lines, schoolClass, gradebook, options);
    if (dryRun) return { lines: planned, ignoredColumns };
    const outcomes = new Map(Array.from(planned, ([line, { outcome }]) => [line, outcome]));
    const saved = await this.writer.saveMany({ actor, reason }, schoolClass, outcomes);
    const done = new Map(Array.from(planned, ([line, { warnings }]) => [line, { outcome: saved.get(line)!, warnings }]));
    return { lines: done, ignoredColumns };
  }

  /** Finds the codes of students of whom a line has only the e-mail address. An address that is unknown stays in place of the code. */
  private async findCodes(lines: readonly TableRow[], gradebook: readonly Enrolment[]): Promise<TableRow[]> {
    const codeOf = new Map(gradebook.map(({ studentId, studentCode }) => [studentId, studentCode]));
    return mapConcurrent(lines, ADDRESSES_AT_ONCE, async (line) => {
      const { [STUDENT]: code, [EMAIL]: email } = line.cells;
      if (code || !email) return line;
      const id = await this.users.idByEmail(email);
      return { ...line, cells: { ...line.cells, [STUDENT]: codeOf.get(id ?? '') ?? email } };
    });
  }
}
