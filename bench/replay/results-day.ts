import { forEachConcurrent } from '../school/concurrent.js';
import type { Person } from '../school/person.js';
import type { PlannedClass, School } from '../school/seed-school.js';

/** As many as the database of a laptop can serve. */
const AT_ONCE = 24;

interface OwnScores {
  readonly components: readonly { readonly key: string; readonly mark?: number | null }[];
}

/** All students look at once. Each sees the marks that were saved last, in exactly their own classes. */
export async function resultsDay({ students, classes }: School): Promise<void> {
  const classesOf = new Map<string, PlannedClass[]>();
  for (const schoolClass of classes) {
    for (const id of schoolClass.enrolled.keys()) classesOf.set(id, [...(classesOf.get(id) ?? []), schoolClass]);
  }
  await forEachConcurrent(students, AT_ONCE, (student) => look(student, classesOf.get(student.user.id) ?? []));
}

async function look(student: Person, own: readonly PlannedClass[]): Promise<void> {
  await student.request('own profile', '/me');
  const { body: unread } = await student.request<{ count: number }>('unread count', '/notifications/unread-count');
  const published = own.reduce((sum, { components }) => sum + components.length, 0);
  if (unread.count !== published) student.note(`${unread.count} unread, and ${published} were published to them`);
  const { body: inbox } = await student.request<{ items: { id: number }[] }>('inbox', '/notifications');
  const [newest] = inbox.items;
  if (newest) await student.request('read one', `/notifications/${newest.id}/read`, { method: 'PUT' });

  for (const schoolClass of own) {
    const { body: scores } = await student.request<OwnScores>('own marks', `/classes/${schoolClass.id}/scores/me`);
    const seen = Object.fromEntries(scores.components.map(({ key, mark }) => [key, mark]));
    const saved = schoolClass.marks.get(student.user.id);
    for (const { key } of schoolClass.components) {
      if (seen[key] !== saved?.[key]) student.note(`sees ${seen[key]} for ${key} of ${schoolClass.id}, and ${saved?.[key]} was saved`);
    }
  }
  const { body: transcript } = await student.request<{ terms: { classes: { status: string }[] }[] }>('transcript', '/me/transcript');
  const completed = transcript.terms.flatMap(({ classes }) => classes).filter(({ status }) => status === 'COMPLETED').length;
  if (completed !== own.length) student.note(`${completed} classes count, and ${own.length} are done`);
}
