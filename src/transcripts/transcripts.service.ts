import { Injectable } from '@nestjs/common';
import type { Actor } from '../auth/actor.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import { StudentNotFound } from '../enrolments/enrolments.errors.js';
import { EnrolmentsRepository } from '../enrolments/enrolments.repository.js';
import { TermsRepository } from '../terms/terms.repository.js';
import { UsersRepository } from '../users/users.repository.js';
import { transcriptOf, type Transcript } from './transcript.js';

const TERMS_AT_ONCE = 100;

/** What students have achieved. An admin sees exactly what the student sees. */
@Injectable()
export class TranscriptsService {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly classes: ClassesRepository,
    private readonly terms: TermsRepository,
    private readonly users: UsersRepository,
  ) {}

  async own({ id }: Actor): Promise<Transcript> {
    return this.of(id);
  }

  /** @throws StudentNotFound, for a student also where it is somebody else */
  async read(actor: Actor, studentId: string): Promise<Transcript> {
    if (actor.role === 'STUDENT' && actor.id !== studentId) throw new StudentNotFound();
    const [transcript, student] = await Promise.all([this.of(studentId), actor.role === 'ADMIN' ? this.users.read(studentId) : undefined]);
    // Whoever has rows was a student, whatever they are now.
    if (actor.role === 'ADMIN' && student?.role !== 'STUDENT' && transcript.terms.length === 0) throw new StudentNotFound();
    return transcript;
  }

  private async of(studentId: string): Promise<Transcript> {
    const [rows, firstDays] = await Promise.all([this.enrolments.allOfStudent(studentId), this.firstDays()]);
    const classes = await this.classes.readMany(rows.map(({ classId }) => classId));
    return transcriptOf({ studentId, rows, classes, firstDays });
  }

  /** Of every term: there are a few a year. */
  private async firstDays(): Promise<Map<string, string>> {
    const firstDays = new Map<string, string>();
    let after: string | undefined;
    do {
      const page = await this.terms.list({ limit: TERMS_AT_ONCE, after });
      page.items.forEach(({ code, startDate }) => firstDays.set(code, startDate));
      after = page.next;
    } while (after);
    return firstDays;
  }
}
