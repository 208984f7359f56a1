import { given, walk } from './answers.js';
import type { Day } from './day.js';

export async function readAuditLog({ admin: { id, api }, schoolClass }: Day): Promise<void> {
  const entity = `class:${schoolClass.id}`;
  const entries = await walk((cursor) => api.auditList({ query: { entity, actor: id, limit: 2, cursor } }));
  expect(entries.map(({ action }) => action)).toEqual(expect.arrayContaining(['class.created', 'class.archived', 'class.unarchived']));
}

/** The school rounds the GPA to one place from the term on: first it sees whom that changes. */
export async function changeGpaRule({ admin: { api }, student }: Day): Promise<void> {
  const rule = { fromTerm: '2026-1', kind: 'points', attempts: 'best', places: 0 } as const;
  const changed = await walk((cursor) => api.gpaRulesPreview({ query: { ...rule, limit: 1, cursor } }));
  expect(changed).toMatchObject([{ student: { id: student.id }, before: 3.5, after: 4 }]);
  await given(api.gpaRulesAdd({ body: { ...rule, reason: 'Decision of the senate' } }));
  expect((await given(api.gpaRulesList())).items).toMatchObject([{ version: 1 }, { version: 2, ...rule }]);
  expect(await given(api.transcriptsRead({ path: { id: student.id } }))).toMatchObject({ gpa: 4, gpaRule: 2 });
}

export async function readStatistics({ admin: { api } }: Day): Promise<void> {
  expect(await given(api.statisticsRead())).toMatchObject({ people: { admins: 1, lecturers: 1 }, subjects: 1, classes: 1, enrolments: 2 });
}
