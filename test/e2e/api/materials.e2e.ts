import { DeleteFilesHandler } from '../../../src/adapters/storage/delete-files.handler.js';
import { ObjectStorage } from '../../../src/adapters/storage/object-storage.js';
import { ClassesRepository } from '../../../src/features/classes/classes.repository.js';
import { classEntity } from '../../../src/features/classes/school-class.js';
import { JobRunner } from '../../../src/jobs/job-runner.js';
import type { Job } from '../../../src/jobs/job.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import { anEntry } from '../../fixtures/builders.js';
import type { ClassBody, Classroom } from '../../fixtures/classroom.js';
import type { Client } from '../../fixtures/client.js';
import { expectProblem, fieldsOf } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';
import { alteredPolicy, type MaterialOfferBody, upload, uploadedMaterial } from '../../fixtures/upload.js';

const PDF = Buffer.from('%PDF-1.7 and so on');
const LONG_AGO = '2026-01-01T00:00:00.000Z';

interface MaterialBody {
  id: string;
  name: string;
  size: number;
  uploadedAt: string;
  url: string;
}

/** The name that a browser saves an answer under (RFC 6266). */
function savedAs(response: Response): string {
  return decodeURIComponent(
    /^attachment; filename="[^"]*"; filename\*=UTF-8''(\S+)$/.exec(response.headers.get('content-disposition')!)![1]!,
  );
}

describe('the files of a class', () => {
  let school: SchoolFixture;
  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
  });
  afterAll(() => school.close());

  const open = (students = 0) => school.addClassroom({ students });
  const offer = async (room: Classroom, file: object = {}, by: Client = room.lecturer): Promise<MaterialOfferBody> =>
    (await by.post(`${room.path}/materials`, { name: 'notes.pdf', contentType: 'application/pdf', size: PDF.length, ...file }))
      .body as MaterialOfferBody;
  const add = (room: Classroom, id: string, by: Client = room.lecturer) => by.put(`${room.path}/materials/${id}`);
  const listed = async (room: Classroom, by = room.lecturer) => (await by.walk(`${room.path}/materials`, 100)) as MaterialBody[];
  const one = async (room: Classroom, id: string) => (await room.lecturer.get(`${room.path}/materials/${id}`)).body as MaterialBody;
  const keysOf = async ({ id }: ClassBody) =>
    (await school.get(ObjectStorage).list(`materials/${id}/`, { limit: 100 })).items.map(({ key }) => key);
  const deletionsOf = ({ id }: ClassBody) => school.jobs.pending('PURGE', `materials/${id}/`);
  const contentOf = async (room: Classroom, id: string) => Buffer.from(await (await fetch((await one(room, id)).url)).arrayBuffer());

  describe('uploaded', () => {
    it('are listed with all their fields, once they are added', async () => {
      const room = await open();
      const { id, upload: form, expiresAt } = await offer(room);
      expect(await listed(room)).toEqual([]);
      expect((await room.lecturer.get(`${room.path}/materials/${id}`)).status).toBe(404);
      expectProblem(await add(room, id), 404, 'material_not_found');
      expect(await upload(form, PDF)).toBe('uploaded');
      expect([await listed(room), await keysOf(room.schoolClass)]).toEqual([[], []]);
      expect((await room.lecturer.get(`${room.path}/materials/${id}`)).status).toBe(404);
      const added = await add(room, id);

      const expectedBody = {
        id,
        name: 'notes.pdf',
        size: PDF.length,
        uploadedAt: expect.any(String),
        url: expect.stringContaining('http'),
      };
      expect(added).toMatchObject({ status: 200, body: expectedBody });
      expect([await listed(room), await one(room, id)]).toEqual([[expectedBody], expectedBody]);
      const { uploadedAt } = await one(room, id);
      expect(Date.parse(expiresAt) - Date.parse(uploadedAt)).toBeGreaterThan(500_000);
      const entries = await auditLogOf(school, classEntity(room.schoolClass.id));
      expect(entries.find(({ action }) => action === 'material.added')!.after).toEqual({ id, name: 'notes.pdf', size: PDF.length });
    });

    it('are saved, never shown: as an attachment of no type that a browser interprets', async () => {
      const room = await open();
      const html = Buffer.from('<script>alert(1)</script>');
      const { id, upload: form } = await offer(room, { name: 'page.html', contentType: 'text/html', size: html.length });
      await upload(form, html);
      await add(room, id);
      const { url } = await one(room, id);
      const response = await fetch(url);
      expect([response.headers.get('content-type'), savedAs(response), Buffer.from(await response.arrayBuffer())]).toEqual([
        'application/octet-stream',
        'page.html',
        html,
      ]);
      for (const shown of [
        url.replace('attachment', 'inline'),
        url.replace('application%2Foctet-stream', 'text%2Fhtml'),
        url.replace(/&response-content-disposition=[^&]*/, ''),
        url.split('?')[0]!,
      ]) {
        expect((await fetch(shown)).status).toBe(403);
      }
    });

    it('are rejected by the storage if they do not match the form', async () => {
      const [room, another] = [await open(), await open()];
      const { id, upload: form, expiresAt } = await offer(room);
      const { upload: elsewhere } = await offer(another);
      expect(await upload(form, Buffer.concat([PDF, PDF]))).toBe('400 EntityTooLarge');
      expect(await upload(form, PDF.subarray(1))).toBe('400 EntityTooSmall');
      expect(await upload(form, PDF, { 'Content-Type': 'text/html' })).toBe('403 AccessDenied');
      expect(await upload(form, PDF, { key: elsewhere.fields.key! })).toBe('403 AccessDenied');
      expect(
        await upload(
          form,
          PDF,
          alteredPolicy(form, (policy) => policy.replaceAll('uploads/', 'materials/')),
        ),
      ).toBe('403 SignatureDoesNotMatch');
      const tooLate = Date.parse(expiresAt) - Date.now() + 1;
      expect(await school.whenStorageIsAhead(tooLate, () => upload(form, PDF))).toBe('403 AccessDenied');
      expect(await keysOf(room.schoolClass)).toEqual([]);
      expectProblem(await add(room, id), 404, 'material_not_found');
    });

    it('twice under one name are two', async () => {
      const room = await open();
      const ids = [await uploadedMaterial(room.lecturer, room.path), await uploadedMaterial(room.lecturer, room.path)];
      expect((await listed(room)).map(({ id, name }) => [id, name])).toEqual(ids.sort().map((id) => [id, 'notes.txt']));
    });

    it('are listed page by page, each once, as they were added', async () => {
      const room = await open();
      const ids: string[] = [];
      for (const name of ['c', 'a', 'b', 'e', 'd']) ids.push(await uploadedMaterial(room.lecturer, room.path, name));
      const walked = (await room.lecturer.walk(`${room.path}/materials`, 2)) as MaterialBody[];
      expect(new Set(walked.map(({ id }) => id))).toEqual(new Set(ids));
      expect(walked).toHaveLength(5);
      const { body } = await room.lecturer.get(`${room.path}/materials?limit=2`);
      const { nextCursor } = body as { nextCursor: string };
      expectProblem(await school.admin.get(`${room.path}/materials?cursor=${nextCursor}`), 400, 'invalid_cursor');
    });

    it('have links that no cache keeps, and that end after five minutes', async () => {
      const room = await open();
      const id = await uploadedMaterial(room.lecturer, room.path);
      const answers = [await room.lecturer.get(`${room.path}/materials`), await room.lecturer.get(`${room.path}/materials/${id}`)];
      expect(answers.map(({ headers }) => headers.get('cache-control'))).toEqual(['no-store', 'no-store']);
      const again = await room.lecturer.get(`${room.path}/materials`, { 'if-none-match': answers[0]!.headers.get('etag') ?? '*' });
      expect(again.status).toBe(200);
      const { url } = answers[1]!.body as MaterialBody;
      expect((await school.whenStorageIsAhead(290_000, () => fetch(url))).status).toBe(200);
      expect((await school.whenStorageIsAhead(301_000, () => fetch(url))).status).toBe(403);
    });
  });

  describe('are added', () => {
    const staged = async (room: Classroom, by?: Client) => {
      const offered = await offer(room, {}, by);
      expect(await upload(offered.upload, PDF)).toBe('uploaded');
      return offered;
    };
    const REPLACED = Buffer.from('<script>alert(1)'.padEnd(PDF.length));

    it('once: the form can be used again, and changes nothing', async () => {
      const room = await open();
      const { id, upload: form } = await staged(room);
      const answers = await Promise.all([1, 2, 3, 4].map(() => add(room, id)));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      expect(await upload(form, REPLACED)).toBe('uploaded');
      expect((await add(room, id)).status).toBe(200);
      expect(await contentOf(room, id)).toEqual(PDF);
      const entries = await auditLogOf(school, classEntity(room.schoolClass.id));
      expect(entries.filter(({ action }) => action === 'material.added')).toHaveLength(1);
      expect(await deletionsOf(room.schoolClass)).toEqual([]);
    });

    it('not by a lecturer whose class went to another', async () => {
      const room = await open();
      const { id } = await staged(room);
      const next = await school.addLecturer();
      await school.admin.patch(room.path, { lecturerId: next.user.id });
      expectProblem(await add(room, id), 404, 'class_not_found');
      expectProblem(await add(room, id, next.client), 404, 'material_not_found');
      expect(await listed(room, next.client)).toEqual([]);
    });

    it('not to a class that was archived', async () => {
      const room = await open();
      const { id } = await staged(room);
      await room.archive();
      for (const client of [room.lecturer, school.admin]) expectProblem(await add(room, id, client), 409, 'class_archived');
      expect(await listed(room)).toEqual([]);
    });

    it('not to another class, nor by another person', async () => {
      const [room, another] = [await open(1), await open()];
      const { id } = await staged(room);
      expectProblem(await add(another, id), 404, 'material_not_found');
      expectProblem(await add(room, id, school.admin), 404, 'material_not_found');
      expect((await add(room, id, room.students[0]!.client)).status).toBe(403);
      expect([await listed(room), await listed(another)]).toEqual([[], []]);
    });

    it('not after they were deleted', async () => {
      const room = await open();
      const { id, upload: form } = await staged(room);
      await add(room, id);
      expect((await room.lecturer.delete(`${room.path}/materials/${id}`)).status).toBe(204);
      expect(await upload(form, REPLACED)).toBe('uploaded');
      expectProblem(await add(room, id), 404, 'material_not_found');
    });

    it('and hidden until the write: what a crashed request copied is not shown, and maintenance removes it', async () => {
      const room = await open();
      const { id, upload: form } = await staged(room);
      const target = `materials/${room.schoolClass.id}/${id}/notes.pdf`;
      await school.get(ObjectStorage).copyOnce(form.fields.key!, target);
      expect([await listed(room), await keysOf(room.schoolClass)]).toEqual([[], [target]]);
      expect((await room.lecturer.get(`${room.path}/materials/${id}`)).status).toBe(404);
      const [job] = await deletionsOf(room.schoolClass);
      await school.get(JobRunner).tick();
      expect(await keysOf(room.schoolClass)).toEqual([target]);

      await school.get(DeleteFilesHandler).run({ ...job!, data: { at: LONG_AGO } });
      expect(await keysOf(room.schoolClass)).toEqual([]);
    });

    it('with room for ten that are not', async () => {
      const lecturer = await school.addLecturer();
      const room = await school.addClassroom({ students: 0, lecturerId: lecturer.user.id });
      const { id } = await staged(room, lecturer.client);
      for (let open = 1; open < 10; open += 1) await offer(room, {}, lecturer.client);
      const file = { name: 'a', contentType: 'a/b', size: 1 };
      expectProblem(await lecturer.client.post(`${room.path}/materials`, file), 429, 'too_many_uploads');
      expect((await add(room, id, lecturer.client)).status).toBe(200);
      expect((await lecturer.client.post(`${room.path}/materials`, file)).status).toBe(200);
    });
  });

  describe('have names', () => {
    it.each([
      'week 1.pdf',
      "\"quoted\" 'it's'.pdf",
      '100% + a;b=c&d?e#f.txt',
      '${filename}',
      '..',
      'Đề cương môn Giải tích.pdf',
      '😀 👩‍🏫.png',
      'مقدمة.pdf',
      'שלום.txt',
      'ｆｕｌｌ ｗｉｄｔｈ.txt',
      '%2e%2e%2fetc',
      '<b>&amp;.xml',
      'a'.repeat(200),
      '漢'.repeat(200),
      '😀'.repeat(200),
      '%'.repeat(200),
    ])('that survive: %s', async (name) => {
      const room = await open();
      const id = await uploadedMaterial(room.lecturer, room.path, name);
      const { url, name: expectedBody } = await one(room, id);
      const response = await fetch(url);
      expect({ status: response.status, told: expectedBody, saved: savedAs(response) }).toEqual({ status: 200, told: name, saved: name });
      expect((await listed(room)).map((material) => material.name)).toEqual([name]);
    });

    it('that are composed and trimmed', async () => {
      const room = await open();
      const id = await uploadedMaterial(room.lecturer, room.path, ' Đề cương.pdf '.normalize('NFD'));
      const { url, name } = await one(room, id);
      expect([name, savedAs(await fetch(url))]).toEqual(Array(2).fill('Đề cương.pdf'.normalize('NFC')));
    });

    it.each<[string, object, string]>([
      ['no name', { name: '' }, 'name'],
      ['a name of spaces', { name: '  ' }, 'name'],
      ['a name of 201 characters', { name: 'a'.repeat(201) }, 'name'],
      ['a path', { name: 'a/b.pdf' }, 'name'],
      ['a path of Windows', { name: 'a\\b.pdf' }, 'name'],
      ['a line break', { name: 'a\nb.pdf' }, 'name'],
      ['half a character', { name: 'a\ud800.pdf' }, 'name'],
      ['no type', { contentType: '' }, 'contentType'],
      ['half a type', { contentType: 'application/' }, 'contentType'],
      ['a type with parameters', { contentType: 'text/plain; charset=utf-8' }, 'contentType'],
      ['a type with a line break', { contentType: 'text/plain\r\nx' }, 'contentType'],
      ['a type of 300 characters', { contentType: `a/${'b'.repeat(300)}` }, 'contentType'],
      ['no byte', { size: 0 }, 'size'],
      ['more than 50 MiB', { size: 50 * 1024 ** 2 + 1 }, 'size'],
      ['a size in words', { size: '7' }, 'size'],
      ['a key', { key: 'materials/x' }, 'key'],
    ])('and types and sizes, but not %s', async (_what, file, field) => {
      const room = await open();
      const body = { name: 'notes.pdf', contentType: 'application/pdf', size: 1, ...file };
      const answer = await room.lecturer.post(`${room.path}/materials`, body);
      expectProblem(answer, 400, 'validation_failed');
      expect(fieldsOf(answer)).toEqual([field]);
      expect((await auditLogOf(school, classEntity(room.schoolClass.id))).map(({ action }) => action)).toEqual(['class.created']);
    });
  });

  describe('are', () => {
    it('seen by admins, the lecturer and the students of the class, and changed by the first two', async () => {
      const room = await open(1);
      const [stranger, other] = [(await school.addUser()).client, (await school.addLecturer()).client];
      const id = await uploadedMaterial(school.admin, room.path);
      const file = `${room.path}/materials/${id}`;
      for (const client of [school.admin, room.lecturer, room.students[0]!.client]) expect(await listed(room, client)).toHaveLength(1);
      for (const client of [stranger, other]) {
        for (const path of [`${room.path}/materials`, file]) expectProblem(await client.get(path), 404, 'class_not_found');
      }
      for (const answer of [
        await other.delete(file),
        await other.put(file),
        await other.post(`${room.path}/materials`, { name: 'a', contentType: 'a/b', size: 1 }),
      ])
        expectProblem(answer, 404, 'class_not_found');
      expect((await room.students[0]!.client.delete(file)).status).toBe(403);
      expect((await room.lecturer.delete(file)).status).toBe(204);
    });

    it('lost to a student who is withdrawn', async () => {
      const room = await open(1);
      const [{ user, client }] = room.students as [(typeof room.students)[0]];
      const id = await uploadedMaterial(room.lecturer, room.path);
      expect(await listed(room, client)).toHaveLength(1);
      await school.withdraw(room.schoolClass, user);
      for (const path of ['materials', `materials/${id}`]) expectProblem(await client.get(`${room.path}/${path}`), 404, 'class_not_found');
    });

    it('lost to a lecturer whose class goes to another, who gets them', async () => {
      const room = await open();
      await uploadedMaterial(room.lecturer, room.path);
      const next = await school.addLecturer();
      await school.admin.patch(room.path, { lecturerId: next.user.id });
      expectProblem(await room.lecturer.get(`${room.path}/materials`), 404, 'class_not_found');
      expect(await listed(room, next.client)).toHaveLength(1);
      expect(await uploadedMaterial(next.client, room.path)).toBeDefined();
    });

    it('read-only in an archived class', async () => {
      const room = await open(1);
      const id = await uploadedMaterial(room.lecturer, room.path);
      await room.archive();
      for (const client of [school.admin, room.lecturer]) {
        expectProblem(await client.delete(`${room.path}/materials/${id}`), 409, 'class_archived');
        const request = client.post(`${room.path}/materials`, { name: 'a', contentType: 'a/b', size: 1 });
        expectProblem(await request, 409, 'class_archived');
      }
      expect(await listed(room, room.students[0]!.client)).toHaveLength(1);
      expect((await fetch((await one(room, id)).url)).status).toBe(200);
    });
  });

  describe('deleted', () => {
    it('are removed once, immediately and for every role', async () => {
      const room = await open();
      const [id, other] = [await uploadedMaterial(room.lecturer, room.path), await uploadedMaterial(room.lecturer, room.path)];
      const { url } = await one(room, id);
      const answers = await Promise.all([1, 2, 3].map(() => room.lecturer.delete(`${room.path}/materials/${id}`)));
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404]);
      expect((await listed(room)).map((material) => material.id)).toEqual([other]);
      expectProblem(await room.lecturer.get(`${room.path}/materials/${id}`), 404, 'material_not_found');
      expect([(await fetch(url)).status, (await keysOf(room.schoolClass)).length]).toEqual([404, 1]);
      const entries = await auditLogOf(school, classEntity(room.schoolClass.id));
      expect(entries.filter(({ action }) => action === 'material.deleted').map(({ before }) => before)).toEqual([
        { id, name: 'notes.txt', size: 9 },
      ]);
    });

    it('are not found where they are not', async () => {
      const [room, another] = [await open(), await open()];
      const id = await uploadedMaterial(room.lecturer, room.path);
      expectProblem(await room.lecturer.delete(`${another.path}/materials/${id}`), 404, 'material_not_found');
      expectProblem(await room.lecturer.delete(`${room.path}/materials/x`), 400, 'validation_failed');
      expect(await listed(room)).toHaveLength(1);
    });

    it('do not come back, even while the storage keeps them, or gets them again', async () => {
      const room = await open();
      const { id, upload: form } = await offer(room);
      await upload(form, PDF);
      await add(room, id);
      school.storage.faults.failNext('DeleteObjects', 'AccessDenied');
      expect((await room.lecturer.delete(`${room.path}/materials/${id}`)).status).toBe(204);
      expect(await keysOf(room.schoolClass)).toHaveLength(1);
      const expectGone = async () => {
        expect(await listed(room)).toEqual([]);
        expectProblem(await room.lecturer.delete(`${room.path}/materials/${id}`), 404, 'material_not_found');
      };
      await expectGone();
      await school.get(JobRunner).tick();
      expect(await keysOf(room.schoolClass)).toEqual([]);

      expect(await upload(form, PDF)).toBe('uploaded');
      await expectGone();
      await school.get(JobRunner).tick();
      expect([await keysOf(room.schoolClass), (await deletionsOf(room.schoolClass)).length]).toEqual([[], 1]);
    });

    it('go with their class', async () => {
      const room = await open();
      const { id, upload: form } = await offer(room);
      await uploadedMaterial(room.lecturer, room.path);
      expect((await school.admin.delete(room.path)).status).toBe(204);
      expect(await keysOf(room.schoolClass)).toEqual([]);
      expect(await upload(form, PDF)).toBe('uploaded');
      expectProblem(await add(room, id), 404, 'class_not_found');
      await school.get(JobRunner).tick();
      expect(await keysOf(room.schoolClass)).toEqual([]);
    });

    it('with a class whose request died are removed by maintenance, which forgets them when none can come', async () => {
      const room = await open();
      await uploadedMaterial(room.lecturer, room.path);
      const schoolClass = (await school.get(ClassesRepository).read(room.schoolClass.id, { consistent: true }))!;
      const lecturer = await school.profileOf(schoolClass.lecturerId);
      const job: Job = { kind: 'PURGE', key: `materials/${schoolClass.id}/`, data: { at: LONG_AGO } };
      await school.get(ClassesRepository).delete(schoolClass, lecturer, { audit: anEntry(), jobs: [job] });
      expect(await keysOf(room.schoolClass)).toHaveLength(1);

      await school.get(JobRunner).tick();
      expect([await keysOf(room.schoolClass), await deletionsOf(room.schoolClass)]).toEqual([[], [job]]);
      await school.get(JobRunner).tick();
      expect(await deletionsOf(room.schoolClass)).toEqual([]);
    });
  });
});
