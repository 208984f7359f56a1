import { randomUUID } from 'node:crypto';
import { namedPeople } from './named-people.js';

describe('the people whom an audit entry names', () => {
  const [one, other, thing] = [randomUUID(), randomUUID(), randomUUID()];

  it.each<[string, Parameters<typeof namedPeople>[0], string[]]>([
    ['the person of a profile', { entity: `user:${one}` }, [one]],
    ['the student of an enrolment, but not its class', { entity: `enrolment:${thing}:${one}` }, [one]],
    [
      'the old and the new lecturer of a class',
      { entity: `class:${thing}`, before: { lecturerId: one }, after: { lecturerId: other } },
      [one, other],
    ],
    ['the lecturer of a new class, but not its subject', { entity: `class:${thing}`, after: { subjectId: thing, lecturerId: one } }, [one]],
    ['the reader of a notification', { entity: 'notification:1', after: { audience: { userId: one }, kind: 'ANNOUNCEMENT' } }, [one]],
    ['one student of a class', { entity: 'notification:1', before: { audience: { classId: thing, studentId: one } } }, [one]],
    ['the actor whose entries were read', { entity: 'access:audit-log', after: { actorId: one } }, [one]],
    ['the person whose entries were read', { entity: 'access:audit-log', after: { entity: `enrolment:${thing}:${one}` } }, [one]],
    ['each of them once', { entity: `user:${one}`, before: { userId: one }, after: { userId: one } }, [one]],
    ['none, if there is none', { entity: `subject:${thing}`, before: { name: one, components: [null] }, after: { userId: null } }, []],
    ['none by a fact that is no id', { entity: 'term:2026-1', after: { userId: 'admin', lecturerId: 7 } }, []],
  ])('is %s', (_what, entry, ids) => {
    expect(namedPeople(entry)).toEqual(ids);
  });
});
