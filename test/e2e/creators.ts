import { anInvitation } from '../builders.js';
import type { Answer, Client } from '../harness.js';
import type { Office } from './office.js';

/** A route that makes a thing. */
export interface Creator {
  path: string;
  /** What is asked for. */
  ask: (office: Office, code: string) => object;
  /** A change of what is asked for that is valid by itself. */
  other: object;
  /** What is said when the code, or the address, is somebody else's; a notification has none. */
  taken?: string;
  nameOf: (body: { id: string | number; code: string }) => string;
  /** Where all such things are listed, or those like it. */
  list: (office: Office, code: string) => string;
}

const COMPONENTS = [{ key: 'exam', name: 'Exam', weight: 100 }];

export const CREATORS = {
  terms: {
    path: '/terms',
    ask: (_office, code) => ({ code, title: 'Autumn', startDate: '2026-09-01', endDate: '2027-01-15' }),
    other: { title: 'Spring' },
    taken: 'term_code_taken',
    nameOf: ({ code }) => code,
    list: () => '/terms',
  },
  subjects: {
    path: '/subjects',
    ask: (_office, code) => ({ code, name: 'Algebra', credits: 3, components: COMPONENTS, gradingScale: 'vn-10' }),
    other: { credits: 4 },
    taken: 'subject_code_taken',
    nameOf: ({ id }) => String(id),
    list: () => '/subjects',
  },
  classes: {
    path: '/classes',
    ask: (office, code) => office.aClassToAdd({ code }),
    other: { capacity: 7 },
    taken: 'class_code_taken',
    nameOf: ({ id }) => String(id),
    list: ({ usual }) => `/classes?term=${usual.term}`,
  },
  users: {
    path: '/users',
    ask: (_office, code) => anInvitation({ code, email: `${code.toLowerCase()}@example.edu` }),
    other: { givenName: 'Bình' },
    taken: 'email_taken',
    nameOf: ({ id }) => String(id),
    list: (_office, code) => `/users?search=${code}`,
  },
  notifications: {
    path: '/notifications',
    ask: (_office, code) => ({ audience: { role: 'STUDENT' }, title: code, body: 'The library is closed on Friday.' }),
    other: { body: 'The library is open on Friday.' },
    nameOf: ({ id }) => String(id),
    list: () => '/notifications/sent',
  },
} satisfies Record<string, Creator>;

/** How many things with this code there are, that somebody sees. */
export async function countOf(by: Client, { list }: Creator, office: Office, code: string): Promise<number> {
  const all = (await by.walk(list(office, code), 100)) as { code?: string; title?: string }[];
  return all.filter((thing) => (thing.code ?? thing.title) === code).length;
}

/** That an answer is the one that the first call got. */
export function expectSame(answer: Answer, first: Answer): void {
  expect({ status: answer.status, body: answer.body as unknown }).toEqual({ status: 201, body: first.body as unknown });
  expect(answer.headers.get('location')).toBe(first.headers.get('location'));
  expect(answer.headers.get('etag')).toBe(first.headers.get('etag'));
}
