import { crowd } from '../school/crowd.js';
import type { Person } from '../school/person.js';
import type { PlannedClass, School } from '../school/school.js';

/** As many as the database of one laptop keeps up with. */
const AT_ONCE = 24;

interface OwnScores {
  readonly components: readonly { readonly key: string; readonly mark?: number | null }[];
}

/** Everybody looks at once, and sees the marks that were saved last, in every class they are in, and in no other. */
export async function resultsDay({ students, classes }: School): Promise<void> {
  const classesOf = new Map<string, PlannedClass[]>();
  for (const schoolClass of classes) {
    for (const id of schoolClass.enrolled.keys()) classesOf.set(id, [...(classesOf.get(id) ?? []), schoolClass]);
  }
  await crowd(students, AT_ONCE, (student) => look(student, classesOf.get(student.user.id) ?? []));
}

async function look(student: Person, own: readonly PlannedClass[]): Promise<void> {
  await student.ask('own profile', '/me');
  const { body: unread } = await student.ask<{ count: number }>('unread count', '/notifications/unread-count');
  const published = own.reduce((sum, { components }) => sum + components.length, 0);
  if (unread.count !== published) student.note(`${unread.count} unread, and ${published} were published to them`);
  const { body: inbox } = await student.ask<{ items: { id: number }[] }>('inbox', '/notifications');
  const [newest] = inbox.items;
  if (newest) await student.ask('read one', `/notifications/${newest.id}/read`, { method: 'PUT' });

  for (const schoolClass of own) {
    const { body: scores } = await student.ask<OwnScores>('own marks', `/classes/${schoolClass.id}/scores/me`);
    const seen = Object.fromEntries(scores.components.map(({ key, mark }) => [key, mark]));
    const saved = schoolClass.marks.get(student.user.id);
    for (const { key } of schoolClass.components) {
      if (seen[key] !== saved?.[key]) student.note(`sees ${seen[key]} for ${key} of ${schoolClass.id}, and ${saved?.[key]} was saved`);
    }
  }
  const { body: transcript } = await student.ask<{ terms: { classes: { status: string }[] }[] }>('transcript', '/me/transcript');
  const completed = transcript.terms.flatMap(({ classes }) => classes).filter(({ status }) => status === 'COMPLETED').length;
  if (completed !== own.length) student.note(`${completed} classes count, and ${own.length} are done`);
}
