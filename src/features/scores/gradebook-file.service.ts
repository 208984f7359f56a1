import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import { readCsv, writeCsv, type Separator } from '../../http/csv/csv.js';
import type { CsvFile } from '../../http/csv/csv-file.js';
import { assertMaxRows } from '../../http/csv/max-rows.js';
import { EnrolmentsRepository } from '../enrolments/enrolments.repository.js';
import { expectedColumns, fileColumns, fileRows, plansOf, type LinePlan } from './gradebook-file.js';
import { MarksWriter } from './marks-writer.js';
import { assertMayGrade, assertMaySeeGradebook } from './scores.policy.js';

/** As many as a class can have students. */
const MAX_LINES = 500;

/** How marks are imported. */
export interface ImportOptions {
  /** Whether only to tell what would become of each line. */
  readonly dryRun?: boolean;
  readonly reason?: string;
}

/** The gradebook of a class as a file, and that file coming back. */
@Injectable()
export class GradebookFileService {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly classes: ClassesRepository,
    private readonly register: MarksWriter,
  ) {}

  async export(actor: Actor, classId: string, separator?: Separator): Promise<CsvFile> {
    const [schoolClass, rows] = await Promise.all([this.classes.read(classId), this.enrolments.gradebook(classId)]);
    assertMaySeeGradebook(actor, schoolClass);
    const { term, code } = schoolClass;
    return { name: `scores-${term}-${code}.csv`, text: await writeCsv(fileColumns(schoolClass), fileRows(schoolClass, rows), separator) };
  }

  /**
   * Changes marks as a file says that was exported and edited, each line with an outcome of its own.
   * @param csv the text of the file
   * @throws MalformedCsv, ValidationFailed for a file as a whole: then nothing is changed
   */
  async import(actor: Actor, classId: string, csv: string, { dryRun, reason }: ImportOptions): Promise<LinePlan[]> {
    const [schoolClass, rows] = await Promise.all([this.classes.read(classId, { consistent: true }), this.enrolments.gradebook(classId)]);
    assertMayGrade(actor, schoolClass, reason);
    const { rows: lines } = await readCsv(csv, expectedColumns(schoolClass));
    assertMaxRows(MAX_LINES, lines);

    const plans = plansOf(lines, schoolClass, rows);
    return dryRun ? plans : this.register.save(actor, schoolClass, plans, reason);
  }
}
