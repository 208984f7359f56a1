import { ClassesRepository, type ClassSources } from '../../src/classes/classes.repository.js';
import type { SchoolClass } from '../../src/classes/school-class.js';
import { EnrolmentsRepository } from '../../src/enrolments/enrolments.repository.js';
import type { Subject } from '../../src/subjects/subject.js';
import { SubjectsRepository } from '../../src/subjects/subjects.repository.js';
import type { Term } from '../../src/terms/term.js';
import { TermsRepository } from '../../src/terms/terms.repository.js';
import type { User } from '../../src/users/user.js';
import { UsersRepository } from '../../src/users/users.repository.js';
import { aClass, anEntry, aSubject, aTerm, aUser } from '../builders.js';
import type { EngineUnderTest } from '../engine.js';

const ENROLLED_AT = '2026-11-02T08:30:00.000Z';

/** A class that is stored, and what it was made of. */
export interface KnownClass extends ClassSources {
  readonly schoolClass: SchoolClass;
}

/** Makes valid things as the builders do, and stores them with all that they need. */
export class Known {
  constructor(private readonly engine: () => EngineUnderTest) {}

  async term(term: Partial<Term> = {}): Promise<Term> {
    const known = aTerm(term);
    await this.engine().port(TermsRepository).create(known, anEntry());
    return known;
  }

  async subject(subject: Partial<Subject> = {}): Promise<Subject> {
    const known = aSubject(subject);
    await this.engine().port(SubjectsRepository).create(known, anEntry());
    return known;
  }

  async user(user: Partial<User> = {}): Promise<User> {
    const known = aUser(user);
    await this.engine().port(UsersRepository).create(known, anEntry());
    return known;
  }

  lecturer(user: Partial<User> = {}): Promise<User> {
    return this.user({ role: 'LECTURER', ...user });
  }

  async sources({ subject, lecturer }: Partial<ClassSources> = {}): Promise<ClassSources> {
    return { subject: subject ?? (await this.subject()), lecturer: lecturer ?? (await this.lecturer()) };
  }

  /** A class, in a term of its own unless it names one. */
  async class(schoolClass: Partial<SchoolClass> = {}, given: Partial<ClassSources> = {}): Promise<KnownClass> {
    const sources = await this.sources(given);
    const known = aClassOf(sources, { term: schoolClass.term ?? (await this.term()).code, ...schoolClass });
    await this.engine().port(ClassesRepository).create(known, sources, anEntry());
    return { schoolClass: known, ...sources };
  }

  /** Puts a student into a class. @throws what the port refuses it with */
  async enrolled(schoolClass: SchoolClass, student?: User): Promise<User> {
    const joining = student ?? (await this.user());
    const [refusal] = await this.engine()
      .port(EnrolmentsRepository)
      .enrol(schoolClass, [{ student: joining, audit: anEntry() }], ENROLLED_AT);
    if (refusal) throw refusal;
    return joining;
  }

  async openRelations({ id }: Pick<User, 'id'>): Promise<number> {
    return (await this.engine().port(UsersRepository).read(id, { consistent: true }))!.openRelations;
  }
}

/** A class of a subject and a lecturer, not stored. */
export function aClassOf({ subject, lecturer }: ClassSources, schoolClass: Partial<SchoolClass>): SchoolClass {
  return aClass({ subjectId: subject.id, subjectCode: subject.code, lecturerId: lecturer.id, ...schoolClass });
}

/** The errors of those that failed. */
export function errorsOf(outcomes: PromiseSettledResult<unknown>[]): unknown[] {
  return outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason as unknown);
}
