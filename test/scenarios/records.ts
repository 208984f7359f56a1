import { given, walk } from './answers.js';
import type { Day } from './day.js';

export async function readAuditLog({ admin: { id, api }, schoolClass }: Day): Promise<void> {
  const entity = `class:${schoolClass.id}`;
  const entries = await walk((cursor) => api.auditList({ query: { entity, actor: id, limit: 2, cursor } }));
  expect(entries.map(({ action }) => action)).toEqual(expect.arrayContaining(['class.created', 'class.archived', 'class.unarchived']));
}

export async function readStatistics({ admin: { api } }: Day): Promise<void> {
  expect(await given(api.statisticsRead())).toMatchObject({ people: { admins: 1, lecturers: 1 }, subjects: 1, classes: 1, enrolments: 2 });
}
