import { Injectable } from '@nestjs/common';
import { mapConcurrent } from '../../core/async/map-concurrent.js';
import { Page, type PageRequest } from '../../core/paging/page.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import { EnrolmentsRepository } from '../enrolments/enrolments.repository.js';
import type { GpaRule } from '../grading/gpa-rule.js';
import { ALL_TERMS, TermsRepository } from '../terms/terms.repository.js';
import { UsersRepository } from '../users/users.repository.js';
import type { GpaChange } from './gpa-change.js';
import type { ProposedGpaRuleDto } from './gpa-rules.dto.js';
import { GpaRulesService } from './gpa-rules.service.js';
import { buildTranscript, type Transcript } from './transcript.js';

/** The students whose rows are read at the same time. */
const MAX_CONCURRENT = 32;

/** Finds the students whose GPA a rule would change. */
@Injectable()
export class GpaChangesService {
  constructor(
    private readonly rules: GpaRulesService,
    private readonly users: UsersRepository,
    private readonly enrolments: EnrolmentsRepository,
    private readonly classes: ClassesRepository,
    private readonly terms: TermsRepository,
  ) {}

  /** Looks at one page of the students, so the work does not depend on the size of the school. @throws UnknownReference, ValidationFailed */
  async list(input: ProposedGpaRuleDto, page: PageRequest): Promise<Page<GpaChange>> {
    const [{ rules, proposed }, students, terms] = await Promise.all([
      this.rules.propose(input),
      this.users.list({ role: 'STUDENT' }, page),
      this.terms.list(ALL_TERMS),
    ]);
    const rowsOf = await mapConcurrent(students.items, MAX_CONCURRENT, ({ id }) => this.enrolments.allOfStudent(id));
    const classes = await this.classes.readMany([...new Set(rowsOf.flat().map(({ classId }) => classId))]);
    const changes = students.items.flatMap((student, index) => {
      const build = (gpaRules: readonly GpaRule[]) =>
        buildTranscript({ rows: rowsOf[index]!, classes, terms: terms.items, externalResults: [], gpaRules });
      const [before, after] = [build(rules), build([...rules, proposed])];
      return haveSameGpas(before, after) ? [] : [{ student, before: before.gpa, after: after.gpa }];
    });
    return new Page(changes, students.next);
  }
}

function haveSameGpas(one: Transcript, other: Transcript): boolean {
  return one.gpa === other.gpa && one.terms.every(({ gpa }, index) => gpa === other.terms[index]!.gpa);
}
