import type { SchoolClass } from '../classes/school-class.js';
import type { Message } from '../../effects/notification.js';

/** What a class is told when the marks of a component are published: that they are, and nothing of them. */
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
