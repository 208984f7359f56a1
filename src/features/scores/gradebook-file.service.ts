import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { NameOrder } from '../../core/text/name-order.js';
import type { CsvFile } from '../../http/spreadsheets/csv-file.js';
import { type CsvRow, readCsv, writeCsv } from '../../http/spreadsheets/csv.js';
import type { Separator } from '../../http/spreadsheets/parse-records.js';
import { AccessTrail } from '../audit/access-trail.js';
import { assertMayRun } from '../classes/classes.policy.js';
import { classEntity } from '../classes/school-class.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import { toNamedStudent } from '../enrolments/enrolment.js';
import { EnrolmentsRepository } from '../enrolments/enrolments.repository.js';
import { expectedColumns, fileColumns, toFileRows } from './gradebook-file.js';
import { type ImportOptions, planImport, type PlannedLine } from './gradebook-import.js';
import { MarksWriter } from './marks-writer.js';
import { assertMayGrade } from './scores.policy.js';

/** The maximum capacity of a class. */
const MAX_LINES = 500;

interface FileOptions extends ImportOptions {
  /** Writes nothing, and returns the expected outcomes. */
  readonly dryRun?: boolean;
  readonly reason?: string;
}

/** Exports a gradebook as a file, and imports the edited file. */
@Injectable()
export class GradebookFileService {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly classes: ClassesRepository,
    private readonly writer: MarksWriter,
    private readonly access: AccessTrail,
    private readonly names: NameOrder,
  ) {}

  /** Every export has an entry in the audit log. Without the entry it fails. @throws ClassNotFound */
  async export(actor: Actor, classId: string, separator?: Separator): Promise<CsvFile> {
    const schoolClass = await this.classes.read(classId);
    assertMayRun(actor, schoolClass);
    const [rows] = await Promise.all([
      this.enrolments.gradebook(classId),
      this.access.record(actor, { entity: classEntity(classId), action: 'gradebook.exported' }),
    ]);
    const { term, code } = schoolClass;
    const sorted = this.names.sort(rows, toNamedStudent);
    return {
      name: `scores-${term}-${code}.csv`,
      text: await writeCsv(fileColumns(schoolClass), toFileRows(schoolClass, sorted), separator),
    };
  }

  /**
   * Saves the marks in a file. Each line has an outcome.
   * @param csv the text of the file
   * @returns the outcomes by line, in the order of the file
   * @throws ClassNotFound, ClassArchived, GradebookLocked; MalformedCsv or ValidationFailed for the whole file, and then nothing is saved;
   * StaleVersion if components are published and unpublished again and again meanwhile
   */
  import(actor: Actor, classId: string, csv: string, options: FileOptions): Promise<Map<CsvRow, PlannedLine>> {
    return retryOnConflict(() => this.tryImport(actor, classId, csv, options));
  }

  private async tryImport(
    actor: Actor,
    classId: string,
    csv: string,
    { dryRun, reason, ...options }: FileOptions,
  ): Promise<Map<CsvRow, PlannedLine>> {
    const schoolClass = await this.classes.read(classId, { consistent: true });
    assertMayGrade(actor, schoolClass, reason);
    const { rows: lines } = readCsv(csv, expectedColumns(schoolClass), MAX_LINES);

    const planned = planImport(lines, schoolClass, await this.enrolments.gradebook(classId), options);
    if (dryRun) return planned;
    const outcomes = new Map(Array.from(planned, ([line, { outcome }]) => [line, outcome]));
    const saved = await this.writer.saveMany({ actor, reason }, schoolClass, outcomes);
    return new Map(Array.from(planned, ([line, { warnings }]) => [line, { outcome: saved.get(line)!, warnings }]));
  }
}
