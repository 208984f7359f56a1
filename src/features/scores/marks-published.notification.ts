import type { SchoolClass } from '../classes/school-class.js';
import type { Message } from '../../effects/notification.js';

/** Tells a class that the marks of a component are published. Contains no marks. */
export function marksPublished({ id, code, subjectName, components }: SchoolClass, key: string): Message {
  const { name } = components.find((component) => component.key === key)!;
  return {
    audience: { classId: id },
    kind: 'MARKS_PUBLISHED',
    title: `Marks published: ${name}`,
    body: `The marks of ${name} in ${subjectName} (${code}) are published.`,
    link: `/classes/${id}/scores`,
  };
}
