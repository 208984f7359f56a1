import type { Upload } from '../openapi/client/index.js';
import { done, given, refused, walk } from './answers.js';
import type { Day } from './day.js';

const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

/** Uploads a file with a form to the storage, like a browser. */
async function upload({ url, fields }: Upload, file: Blob): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', file);
  expect((await fetch(url, { method: 'POST', body: form })).status).toBe(204);
}

export async function changeAvatar({ student: { api } }: Day): Promise<void> {
  const picture = new Blob([PICTURE], { type: 'image/png' });
  const body = { contentType: 'image/png', size: picture.size } as const;
  const { key, upload: form } = await given(api.avatarsOffer({ body }));
  expect((await refused(api.avatarsAdopt({ body: { key } }))).code).toBe('unknown_reference');
  await upload(form, picture);
  const { avatarUrl } = await given(api.avatarsAdopt({ body: { key } }));
  expect(Buffer.from(await (await fetch(avatarUrl!)).arrayBuffer())).toEqual(PICTURE);
  await done(api.avatarsRemove());
  expect(await given(api.meRead())).not.toHaveProperty('avatarUrl');
}

export async function shareMaterials({ lecturer, student, schoolClass: { id: classId } }: Day): Promise<void> {
  const file = new Blob(['Limits, derivatives, integrals.'], { type: 'text/plain' });
  const body = { name: 'Đề cương.txt', contentType: 'text/plain', size: file.size };
  const { id: materialId, upload: form } = await given(lecturer.api.materialsOffer({ path: { classId }, body }));
  await upload(form, file);
  await given(lecturer.api.materialsAdd({ path: { classId, materialId } }));
  const [listed] = await walk((cursor) => student.api.materialsList({ path: { classId }, query: { limit: 1, cursor } }));
  expect(listed).toMatchObject({ id: materialId, name: 'Đề cương.txt', size: file.size });

  const path = { classId, materialId };
  const { url } = await given(student.api.materialsRead({ path }));
  expect(await (await fetch(url)).text()).toBe(await file.text());
  await done(lecturer.api.materialsDelete({ path }));
  expect((await refused(student.api.materialsRead({ path }))).code).toBe('material_not_found');
}

/** The first bytes of every ZIP file. */
export const ZIP = 'PK';
export const beginningOf = (file: unknown) => (file as Blob).slice(0, 2).text();

export async function exportPeople({ admin, lecturer, schoolClass: { id: classId } }: Day): Promise<void> {
  const people = await given(admin.api.peopleFileExport({ query: { role: 'STUDENT' } }));
  expect(people).toContain(',STUDENT,S-1,');
  expect(people).not.toContain('LECTURER');
  expect(await beginningOf(await given(admin.api.peopleFileExportWorkbook()))).toBe(ZIP);

  const path = { classId };
  const students = await given(lecturer.api.classListFileExport({ path }));
  expect(students).toContain('\r\nS-1,');
  expect(await beginningOf(await given(lecturer.api.classListFileExportWorkbook({ path })))).toBe(ZIP);
}

export async function exchangeGradebookFile({ lecturer: { api }, schoolClass: { id: classId } }: Day): Promise<void> {
  const path = { classId };
  const csv = await given(api.gradebookFileExport({ path }));
  const { results } = await given(api.gradebookFileImport({ path, body: csv.replace('6,,', '6,9,') }));
  expect(results.map(({ outcome }) => outcome).sort()).toEqual(['saved', 'unchanged']);
  expect(await beginningOf(await given(api.gradebookFileExportWorkbook({ path })))).toBe(ZIP);
}
