import { randomUUID } from 'node:crypto';
import type { Classroom } from '../../fixtures/classroom.js';
import type { Answer, Client } from '../../fixtures/client.js';
import { SchoolFixture } from '../../fixtures/school.js';

interface Problem {
  readonly title: string;
  readonly detail: string;
  readonly code: string;
  readonly errors?: readonly { code: string; message: string; params?: object }[];
}

interface ItemError {
  readonly code: string;
  readonly message: string;
  readonly errors?: readonly { message: string }[];
}

function withoutTexts({ message: _message, errors, ...error }: ItemError): object {
  return { ...error, errors: errors?.map(({ message: _text, ...each }) => each) };
}

describe('the language of a problem', () => {
  let school: SchoolFixture;
  let admin: Client;
  beforeAll(async () => {
    school = await SchoolFixture.start();
    await school.addDefaults();
    ({ admin } = school);
  });
  afterAll(() => school.close());

  const ask = (language: string, path = `/classes/${randomUUID()}`) => admin.get(path, { 'accept-language': language });
  const problemOf = ({ body }: Answer) => body as Problem;

  it.each([
    ['vi', 'vi'],
    ['vi-VN', 'vi'],
    ['VI-vn;q=0.9', 'vi'],
    ['vi-Latn-VN', 'vi'],
    ['vi-VN,vi;q=0.9,en-US;q=0.6,en;q=0.5', 'vi'],
    ['fr, vi;q=0.4', 'vi'],
    ['en;q=0.3, vi;q=0.7', 'vi'],
    ['en, vi', 'en'],
    ['vi;q=0.1, en-GB', 'en'],
    ['vi;q=0, *', 'en'],
    ['*', 'en'],
    ['fr', 'en'],
    ['vietnamese', 'en'],
    ['en;q=0', 'en'],
    ['', 'en'],
    ['*;;', 'en'],
    [',;q=,"', 'en'],
    ['vi;q=many', 'en'],
    [`x-${'a'.repeat(4000)}, ,`, 'en'],
  ])('for Accept-Language: %s is %s', async (accepted, language) => {
    const { status, headers, body } = await ask(accepted);
    expect({ status, code: (body as Problem).code }).toEqual({ status: 404, code: 'class_not_found' });
    expect(headers.get('content-language')).toBe(language);
    expect(headers.get('vary')).toContain('Accept-Language');
    expect((body as Problem).title).toBe(language === 'vi' ? 'Lớp không tồn tại.' : 'The class does not exist.');
  });

  it('is English without the header', async () => {
    const { headers, body } = await admin.get(`/classes/${randomUUID()}`);
    expect(headers.get('content-language')).toBe('en');
    expect(headers.get('vary')).toContain('Accept-Language');
    expect(body).toMatchObject({ title: 'The class does not exist.', detail: 'The class does not exist.' });
  });

  it('is also that of its fields, with the same codes and values', async () => {
    const [english, vietnamese] = await Promise.all(
      ['en', 'vi'].map(async (language) => problemOf(await ask(language, '/users?limit=101'))),
    );
    expect(english!.errors).toEqual([
      { field: 'limit', code: 'too_large', message: 'must not be greater than 100.', params: { max: 100 } },
    ]);
    expect(vietnamese!.errors).toEqual([{ ...english!.errors![0], message: 'không được lớn hơn 100.' }]);
    expect(vietnamese).toMatchObject({ title: 'Yêu cầu không hợp lệ.', detail: 'limit: không được lớn hơn 100.', code: english!.code });
  });

  it('is that of what one occurrence says, with its values', async () => {
    const { body } = await ask('vi', '/nothing');
    expect(body).toMatchObject({
      title: 'Đường dẫn không tồn tại.',
      detail: 'Đường dẫn /api/v1/nothing không tồn tại.',
      params: { case: 'path', path: '/api/v1/nothing' },
    });
  });

  it('is that of a line of a file, and of why something is required', async () => {
    const csv = { 'content-type': 'text/csv', 'accept-language': 'vi' };
    expect((await admin.post('/users/import', 'email,code\n"an', csv)).body).toMatchObject({
      detail: 'dòng 2 mở dấu ngoặc kép nhưng không đóng.',
      errors: [{ field: 'line 2', code: 'unclosed_quote' }],
    });
    const { lecturer } = school.defaults;
    expect((await lecturer.client.get('/classes', { 'accept-language': 'vi' })).body).toMatchObject({
      errors: [
        {
          code: 'required',
          message: 'là bắt buộc. Để xem tất cả lớp của bạn, hãy dùng /me/classes.',
          params: { case: 'own_classes' },
        },
      ],
    });
  });

  describe('of one item among many', () => {
    let room: Classroom;
    beforeAll(async () => {
      room = await school.addClassroom({ students: 1 });
    });
    const CSV = { 'content-type': 'text/csv' };

    /** In each answer the first item is refused. */
    const calls: Record<string, (headers: Record<string, string>) => Promise<Answer>> = {
      'an import of people': (headers) => admin.post('/users/import', { users: [{ email: 'an@example.edu', role: 'STUDENT' }] }, headers),
      'a file of people': (headers) =>
        admin.post('/users/import', 'email,role,code,givenName,familyName\nan,STUDENT,S-9,An,Le', { ...CSV, ...headers }),
      'a class list': (headers) => admin.post(`${room.path}/students`, { students: [{ code: 'none' }] }, headers),
      'marks of many': (headers) =>
        room.lecturer.send('PATCH', `${room.path}/scores`, { rows: [{ studentId: randomUUID(), version: 1, marks: {} }] }, headers),
      'a file of marks': (headers) => room.lecturer.post(`${room.path}/scores/import`, 'studentCode,final\nnone,5', { ...CSV, ...headers }),
    };

    it.each(Object.entries(calls))('is that of the answer: %s', async (_what, call) => {
      const [english, vietnamese, none] = await Promise.all(['en', 'vi', undefined].map((it) => call(it ? { 'accept-language': it } : {})));
      const said = ({ status, headers, body }: Answer) => ({
        status,
        language: headers.get('content-language'),
        vary: headers.get('vary')?.includes('Accept-Language'),
        error: (body as { results: { error: ItemError }[] }).results[0]!.error,
      });
      const error = said(english!).error;
      expect(said(english!)).toEqual({ status: 200, language: 'en', vary: true, error });
      expect(said(none!)).toEqual(said(english!));
      const translated = said(vietnamese!);
      expect(translated).toMatchObject({ status: 200, language: 'vi', vary: true });
      expect(translated.error.message).toMatch(/[ạảãàáâậầấẩẫăắằặẳẵđệềếểễộồốổỗơờớợởỡịỉựừứửữ]/);
      expect(withoutTexts(translated.error)).toEqual(withoutTexts(error));
    });

    it('has the codes and values with which a client writes its own text', async () => {
      const { body } = await calls['a file of people']!({ 'accept-language': 'vi' });
      expect((body as { results: object[] }).results).toMatchObject([
        { error: { code: 'validation_failed', errors: [{ field: 'email', code: 'invalid_email' }] } },
      ]);
      const repeated = [1, 2].map(() => ({ email: 'an@example.edu', role: 'STUDENT', code: 'S-9', givenName: 'An' }));
      const { results } = (await admin.post('/users/import?dryRun=true', { users: repeated }, { 'accept-language': 'vi' })).body;
      expect(results[1]).toMatchObject({ outcome: 'error', error: { field: 'email', errors: [{ params: { case: 'item', index: 0 } }] } });
    });

    it('is that of a warning', async () => {
      const [student] = room.students;
      const file = `studentCode,final,result\n${student!.user.code},5,9.99`;
      const { body } = await room.lecturer.post(`${room.path}/scores/import?dryRun=true`, file, { ...CSV, 'accept-language': 'vi' });
      expect((body as { results: object[] }).results).toMatchObject([
        { warnings: [{ field: 'result', code: 'ignored', message: 'được bỏ qua vì được tính từ các điểm thành phần.' }] },
      ]);
    });
  });

  it('changes nothing of an answer without a problem', async () => {
    const { headers } = await ask('vi', '/terms');
    expect(headers.get('content-language')).toBeNull();
    expect(headers.get('vary')).not.toContain('Accept-Language');
  });
});
