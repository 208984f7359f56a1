import { addDays, toUtcDay } from '../../src/core/time/utc-days.js';
import type { Flag } from '../../src/features/grading/component.js';
import type { FeedbackInput } from '../../src/features/scores/feedback-change.js';
import type { AdminClient } from './admin-client.js';

/** Whether a class is CS-301-07 of the past term. Its gradebook has all that can stand in place of an ordinary mark or result. */
export function isSpecialClass({ term, number }: { readonly term: number; readonly number: number }): boolean {
  return term === 0 && number === 6;
}

interface EnteredMarks {
  readonly marks: Readonly<Record<string, number | null>>;
  readonly flags?: Readonly<Record<string, Flag>>;
  readonly feedback?: readonly FeedbackInput[];
}

/** By student code: what the lecturer enters in place of the ordinary marks, or beside them. */
const SPECIAL_MARKS: Readonly<Record<string, EnteredMarks>> = {
  // student@example.edu: excused from the homework, with a bonus and feedback.
  'S-2026-001': {
    marks: { bonus: 80 },
    flags: { homework: 'EX' },
    feedback: [
      { component: 'project', text: 'A good idea, and it runs.\nThe report says too little about how you tested it.' },
      { component: 'final', text: 'Question 3 lacks a proof. Come and see me on Monday.' },
    ],
  },
  'S-2026-097': { marks: {}, flags: { project: 'ABS' } },
  'S-2026-098': { marks: { final: null } },
  'S-2026-099': { marks: { final: null } },
};

/** The marks of a student with their special ones. */
export function withSpecialMarks(studentCode: string, marks: EnteredMarks['marks']): EnteredMarks {
  const { marks: special, flags = {}, feedback } = SPECIAL_MARKS[studentCode] ?? { marks: {} };
  const ordinary = Object.entries(marks).filter(([key]) => !Object.hasOwn(flags, key));
  return { marks: { ...Object.fromEntries(ordinary), ...special }, flags, feedback };
}

interface Row {
  studentId: string;
  studentCode: string;
  version: number;
}

/** Enters the final grades of the special class, whose marks are published and locked, and withdraws a student. */
export async function addSpecialCases(admin: AdminClient, classId: string): Promise<void> {
  const { rows } = await admin.get<{ rows: Row[] }>(`/classes/${classId}/scores`);
  const find = (code: string) => rows.find(({ studentCode }) => studentCode === code)!;
  const enterFinal = (code: string, final: object, reason: string) => {
    const { studentId, version } = find(code);
    return admin.put<Row>(`/classes/${classId}/scores/${studentId}/final`, { version, ...final, reason });
  };

  // Days from today, so that one incomplete has lapsed and the other has not, whenever the school is loaded.
  const today = toUtcDay(Date.now());
  await enterFinal('S-2026-098', { incomplete: { dueOn: addDays(today, -30), lapsesTo: 0 } }, 'Ill during the final exam');
  await enterFinal('S-2026-099', { incomplete: { dueOn: addDays(today, 60), lapsesTo: 0 } }, 'Ill during the final exam');
  await enterFinal('S-2026-106', { notation: 'P' }, 'Took the class as pass or no pass');
  await enterFinal('S-2026-108', { notation: 'AU' }, 'Application to audit the class');

  // The board lifts 57 to 60. Then a corrected mark makes it 59.
  const board = await enterFinal('S-2026-110', { result: 60 }, 'Examination board');
  const correction = { version: board.version, marks: { project: 62 }, reason: 'A part of the project was not counted' };
  await admin.put(`/classes/${classId}/scores/${board.studentId}`, correction);

  await admin.post(`/classes/${classId}/students/${find('S-2026-102').studentId}/remove`, { as: 'withdrawn', reason: 'Left for a job' });
}
