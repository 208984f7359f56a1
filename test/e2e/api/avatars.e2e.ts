import { DeleteFilesHandler } from '../../../src/adapters/storage/delete-files.handler.js';
import { deleteFilesJob } from '../../../src/adapters/storage/delete-files.job.js';
import { ObjectStorage } from '../../../src/adapters/storage/object-storage.js';
import { UploadsRepository } from '../../../src/adapters/storage/uploads.repository.js';
import { avatarKeyOf, withAvatar } from '../../../src/features/users/avatar.js';
import type { User } from '../../../src/features/users/user.js';
import { userEntity } from '../../../src/features/users/user.js';
import { JobRunner } from '../../../src/jobs/job-runner.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import { anActor, anEntry } from '../../fixtures/builders.js';
import type { Answer, Client } from '../../fixtures/client.js';
import { expectProblem, fieldsOf } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';
import { JPEG, offeredAvatar as offer, PNG, upload, uploadedAvatar as uploaded } from '../../fixtures/upload.js';

const LONG_AGO = '2026-01-01T00:00:00.000Z';

describe('/me/avatar', () => {
  let school: SchoolFixture;
  let admin: Client;
  beforeAll(async () => {
    school = await SchoolFixture.start();
    admin = (await school.addUser({ role: 'ADMIN' })).client;
  });
  afterAll(() => school.close());

  const adopt = (client: Client, key: string): Promise<Answer> => client.put('/me/avatar', { key });
  const withAvatarOf = async (file = PNG, contentType = 'image/png') => {
    const person = await school.addUser();
    const key = await uploaded(person.client, file, contentType);
    expect((await adopt(person.client, key)).status).toBe(200);
    return { ...person, key };
  };
  const keysUnder = async (prefix: string) => (await school.get(ObjectStorage).list(prefix, { limit: 100 })).items.map(({ key }) => key);
  const keysOf = ({ id }: User) => keysUnder(`avatars/${id}/`);
  const stagedOf = ({ id }: User) => keysUnder(`uploads/${id}/`);
  const finalOf = ({ id }: User, key: string) => avatarKeyOf(id, key.split('/')[2]!);
  const pictureOf = async (client: Client) => {
    const { avatarUrl } = (await client.get('/me')).body as { avatarUrl: string };
    const response = await fetch(avatarUrl);
    return { headers: response.headers, content: Buffer.from(await response.arrayBuffer()) };
  };
  const stored = async ({ id }: User) => await school.profileOf(id);
  const notesOf = async ({ id }: User) => (await school.jobs.pending('PURGE', `avatars/${id}/`)).filter(({ key }) => key.endsWith('/'));
  const changesOf = async ({ id }: User) =>
    (await auditLogOf(school, userEntity(id))).filter(({ action }) => action === 'user.avatar_changed');

  describe('an upload', () => {
    it.each(['ADMIN', 'LECTURER', 'STUDENT'] as const)('of a %s becomes the avatar', async (role) => {
      const { user, client } = await school.addUser({ role });
      const key = await uploaded(client, JPEG, 'image/jpeg');
      expect(key).toMatch(new RegExp(`^uploads/${user.id}/[0-9a-f-]{36}$`));
      expect(await keysOf(user)).toEqual([]);

      const answer = await adopt(client, key);
      expect(answer).toMatchObject({ status: 200, body: { id: user.id, version: 2 } });
      const picture = await fetch((answer.body as { avatarUrl: string }).avatarUrl);
      expect([picture.headers.get('content-type'), Buffer.from(await picture.arrayBuffer())]).toEqual(['image/jpeg', JPEG]);
      expect(await changesOf(user)).toMatchObject([{ actorId: user.id, after: { changedFields: ['avatarKey'] } }]);
    });

    it('is rejected by the storage if it does not match the form', async () => {
      const { client, user } = await school.addUser();
      const other = await offer((await school.addUser()).client, PNG);
      const { upload: form, expiresAt } = await offer(client, PNG);
      expect(await upload(form, Buffer.concat([PNG, PNG]))).toBe('400 EntityTooLarge');
      expect(await upload(form, PNG.subarray(1))).toBe('400 EntityTooSmall');
      expect(await upload(form, PNG, { 'Content-Type': 'image/svg+xml' })).toBe('403 AccessDenied');
      expect(await upload(form, PNG, { key: other.key })).toBe('403 AccessDenied');
      expect(await upload(form, PNG, { key: other.key.replace('uploads', 'avatars') })).toBe('403 AccessDenied');
      const tooLate = Date.parse(expiresAt) - Date.now() + 1;
      expect(await school.whenStorageIsAhead(tooLate, () => upload(form, PNG))).toBe('403 AccessDenied');
      expect([await keysOf(user), await stagedOf(user)]).toEqual([[], []]);
    });

    it.each<[string, object, string]>([
      ['of another type', { contentType: 'image/svg+xml', size: 1 }, 'contentType'],
      ['without a type', { size: 1 }, 'contentType'],
      ['of no byte', { contentType: 'image/png', size: 0 }, 'size'],
      ['of half a byte', { contentType: 'image/png', size: 1.5 }, 'size'],
      ['beyond 2 MiB', { contentType: 'image/png', size: 2 * 1024 ** 2 + 1 }, 'size'],
      ['under a key of their own', { contentType: 'image/png', size: 1, key: 'avatars/x' }, 'key'],
    ])('%s is not offered', async (_what, body, field) => {
      const answer = await (await school.addUser()).client.post('/me/avatar', body);
      expectProblem(answer, 400, 'validation_failed');
      expect(fieldsOf(answer)).toEqual([field]);
    });

    it('needs a profile', async () => {
      const stranger = school.asRole('STUDENT');
      expectProblem(await stranger.post('/me/avatar', { contentType: 'image/png', size: 1 }), 403, 'no_profile');
      expectProblem(await adopt(stranger, 'avatars/x'), 403, 'no_profile');
      expectProblem(await stranger.delete('/me/avatar'), 403, 'no_profile');
    });
  });

  describe('adopting', () => {
    const expectRefused = async (client: Client, user: User, key: string, code = 'unknown_reference'): Promise<void> => {
      const before = await stored(user);
      expectProblem(await adopt(client, key), 422, code);
      expect(await stored(user)).toEqual(before);
    };

    it('twice is adopting once', async () => {
      const { user, client, key } = await withAvatarOf();
      expect(await adopt(client, key)).toMatchObject({ status: 200, body: { version: 2 } });
      expect(await changesOf(user)).toHaveLength(1);
    });

    it('at once, many times, is adopting once', async () => {
      const { user, client } = await school.addUser();
      const key = await uploaded(client);
      const answers = await Promise.all(Array.from({ length: 6 }, () => adopt(client, key)));
      expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
      expect(await changesOf(user)).toHaveLength(1);
      expect(await keysOf(user)).toEqual([finalOf(user, key)]);
    });

    it('is final: the form can be used again, and changes nothing that is shown', async () => {
      const { user, client } = await school.addUser();
      const html = Buffer.from('<script>alert(1)</script>'.padEnd(PNG.length));
      const { key, upload: form } = await offer(client, PNG);
      await upload(form, PNG);
      expect((await adopt(client, key)).status).toBe(200);

      expect(await upload(form, html)).toBe('uploaded');
      expect((await adopt(client, key)).status).toBe(200);
      const { headers, content } = await pictureOf(client);
      expect(content).toEqual(PNG);
      expect([headers.get('content-type'), headers.get('content-disposition')]).toEqual([
        'image/png',
        `attachment; filename="avatar"; filename*=UTF-8''avatar`,
      ]);
      expect(await keysOf(user)).toEqual([finalOf(user, key)]);
    });

    it('judges the copy that it keeps, not what the form writes afterwards', async () => {
      const { user, client } = await school.addUser();
      const html = Buffer.from('<script>alert(1)</script>'.padEnd(PNG.length));
      const { key, upload: form } = await offer(client, PNG);
      await upload(form, html);
      await expectRefused(client, user, key, 'avatar_unsuitable');
      await upload(form, PNG);
      await expectRefused(client, user, key, 'avatar_unsuitable');
    });

    it('one of several uploads at once leaves the avatar that was adopted, and nothing else', async () => {
      const { user, client } = await school.addUser();
      const keys = await Promise.all(Array.from({ length: 4 }, () => uploaded(client)));
      const answers = await Promise.all(keys.map((key) => adopt(client, key)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 422, 422, 422]);
      await school.get(JobRunner).tick();
      expect(await keysOf(user)).toEqual([(await stored(user)).avatarKey]);
    });

    it.each([
      ['what was never uploaded', async (client: Client) => (await offer(client, PNG)).key],
      ['an upload of another user', async () => uploaded((await school.addUser()).client)],
      ['the avatar of another user', async () => (await withAvatarOf()).key],
      ['what is no key', () => Promise.resolve('../avatars')],
    ])('%s is refused', async (_what, keyFor) => {
      const { user, client } = await school.addUser();
      await expectRefused(client, user, await keyFor(client));
    });

    it('what only says that it is an image is refused', async () => {
      const { user, client } = await school.addUser();
      await expectRefused(client, user, await uploaded(client, Buffer.from('<script>alert(1)</script>')), 'avatar_unsuitable');
      await expectRefused(client, user, await uploaded(client, JPEG, 'image/webp'), 'avatar_unsuitable');
    });

    it('needs a key, and nothing else', async () => {
      const { client } = await school.addUser();
      for (const [body, field] of [
        [{}, 'key'],
        [{ key: 7 }, 'key'],
        [{ key: 'a', size: 1 }, 'size'],
      ] as const) {
        const answer = await client.put('/me/avatar', body);
        expectProblem(answer, 400, 'validation_failed');
        expect(fieldsOf(answer)).toEqual([field]);
      }
    });

    it('removes the avatar before, and lets no earlier upload follow', async () => {
      const { user, client, key: first } = await withAvatarOf();
      const [left, second] = [await uploaded(client), await uploaded(client, JPEG, 'image/jpeg')];
      expect(await keysOf(user)).toEqual([finalOf(user, first)]);
      expect(await adopt(client, second)).toMatchObject({ status: 200, body: { version: 3 } });
      expect(await keysOf(user)).toEqual([finalOf(user, second)]);
      await expectRefused(client, user, first);
      await expectRefused(client, user, left);
    });
  });

  describe('removing', () => {
    it('leaves nothing', async () => {
      const { user, client, key } = await withAvatarOf();
      const left = await uploaded(client);
      expect((await client.delete('/me/avatar')).status).toBe(204);
      expect(await keysOf(user)).toEqual([]);
      const { body } = await client.get('/me');
      expect(body).toMatchObject({ version: 3 });
      expect(body).not.toHaveProperty('avatarUrl');
      for (const gone of [key, left]) expectProblem(await adopt(client, gone), 422, 'unknown_reference');
    });

    it('twice is removing once; without an avatar, it is nothing', async () => {
      const { user, client } = await withAvatarOf();
      const answers = await Promise.all([1, 2, 3].map(() => client.delete('/me/avatar')));
      expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
      expect(await changesOf(user)).toHaveLength(2);
      expect(await stored(user)).toMatchObject({ version: 3 });
    });

    it('goes with anonymising, whatever was uploaded', async () => {
      const { user, client } = await withAvatarOf();
      const left = await offer(client, PNG);
      await uploaded(client);
      await admin.post(`/users/${user.id}/disable`);
      const { status, body } = await admin.post(`/users/${user.id}/anonymise`);
      expect({ status, body }).toMatchObject({ status: 200 });
      expect([await keysOf(user), await stagedOf(user)]).toEqual([[], []]);
      expect(await upload(left.upload, PNG)).toBe('uploaded');
      await school.get(JobRunner).tick();
      expect([await keysOf(user), await stagedOf(user)]).toEqual([[], []]);
    });
  });

  describe('uploads that are not adopted', () => {
    it('are ten at most, and adopting one makes room for another', async () => {
      const { user, client } = await school.addUser();
      const ask = () => client.post('/me/avatar', { contentType: 'image/png', size: PNG.length });
      const first = await uploaded(client);
      for (let open = 1; open < 10; open += 1) expect((await ask()).status).toBe(200);
      const answer = await ask();
      expectProblem(answer, 429, 'too_many_uploads');
      expect(answer.headers.get('retry-after')).toBe('1800');
      expect((await school.addUser()).client).toBeDefined();
      expect((await adopt(client, first)).status).toBe(200);
      expect((await ask()).status).toBe(200);
      expect(await keysOf(user)).toHaveLength(1);
    });

    it('at once are ten at most', async () => {
      const { client } = await school.addUser();
      const answers = await Promise.all(Array.from({ length: 30 }, () => offer(client, PNG)));
      expect(answers.filter(({ upload: form }) => form).length).toBeLessThanOrEqual(10);
    });

    it('are removed from the storage after a day', async () => {
      const { user, client } = await school.addUser();
      await uploaded(client);
      expect(await stagedOf(user)).toHaveLength(1);
      await school.whenStorageIsAhead(25 * 3_600_000, () => fetch(school.storage.url));
      expect(await stagedOf(user)).toEqual([]);
    });

    it('cannot be adopted after half an hour, and leave no copy of a crashed request', async () => {
      const { user, client } = await school.addUser();
      const key = await uploaded(client);
      const id = key.split('/')[2]!;
      const late = { id, userId: user.id, place: 99, target: finalOf(user, key), size: PNG.length, expiresAt: LONG_AGO };
      await school.get(UploadsRepository).open(late, anActor({ id: user.id }), LONG_AGO);
      await school.get(ObjectStorage).copyOnce(key, late.target);
      expect(await keysOf(user)).toEqual([late.target]);
      await school.get(JobRunner).tick();
      expect(await keysOf(user)).toEqual([]);
    });
  });

  describe('the link in a profile', () => {
    it('is visible to the user and to admins', async () => {
      const { user, client } = await withAvatarOf();
      const listed = await admin.get(`/users?search=${user.code}`);
      const bodies = [(await client.get('/me')).body, (await admin.get(`/users/${user.id}`)).body, listed.body.items[0]];
      for (const { avatarUrl } of bodies as { avatarUrl: string }[]) expect((await fetch(avatarUrl)).status).toBe(200);
      expect(JSON.stringify(bodies)).not.toContain('avatarMark');
    });

    it('is good for at least five minutes, and signed at a multiple of five minutes', async () => {
      const { client } = await withAvatarOf();
      const { avatarUrl } = (await client.get('/me')).body as { avatarUrl: string };
      expect(new URL(avatarUrl).searchParams.get('X-Amz-Date')).toMatch(/T\d\d\d[05]00Z$/);
      expect((await school.whenStorageIsAhead(290_000, () => fetch(avatarUrl))).status).toBe(200);
      expect((await school.whenStorageIsAhead(601_000, () => fetch(avatarUrl))).status).toBe(403);
    });

    it('is kept by no cache, and never answered with 304; its ETag is good for a change', async () => {
      const { user, client } = await withAvatarOf();
      const answers = [await client.get('/me'), await admin.get(`/users/${user.id}`), await admin.get(`/users?search=${user.code}`)];
      expect(answers.map(({ headers }) => headers.get('cache-control'))).toEqual(Array(3).fill('no-store'));
      const etag = answers[0]!.headers.get('etag')!;
      expect(etag).toMatch(/^"2\./);
      for (const tag of [etag, '*']) expect((await client.get('/me', { 'if-none-match': tag })).status).toBe(200);
      expect((await client.patch('/me', { phone: '12345' }, etag)).status).toBe(200);
    });

    it('that is not there leaves a profile as it was', async () => {
      const { client } = await school.addUser();
      const { headers } = await client.get('/me');
      expect(headers.get('cache-control')).not.toBe('no-store');
      expect((await client.get('/me', { 'if-none-match': headers.get('etag')! })).status).toBe(304);
    });

    it('comes with a form, too', async () => {
      const answer = await (await school.addUser()).client.post('/me/avatar', { contentType: 'image/png', size: 1 });
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    });
  });

  describe('when the storage fails', () => {
    it('the change stands, and maintenance removes what was left', async () => {
      const { user, client, key: first } = await withAvatarOf();
      const second = await uploaded(client);
      school.storage.faults.failNext('DeleteObjects', 'AccessDenied');
      expect((await adopt(client, second)).status).toBe(200);
      expect(await keysOf(user)).toEqual([finalOf(user, first), finalOf(user, second)]);
      expect(await school.get(JobRunner).tick()).toMatchObject({ failed: 0 });
      expect(await keysOf(user)).toEqual([finalOf(user, second)]);
    });

    it('what a crash left is removed by maintenance, and noted until nothing can come', async () => {
      const { user, client, key: first } = await withAvatarOf();
      const second = await uploaded(client);
      const before = await stored(user);
      const kept = finalOf(user, second);
      await school.get(ObjectStorage).copyOnce(second, kept);
      const after = { ...withAvatar(before, kept, new Date()), version: before.version + 1 };
      const job = deleteFilesJob({ prefix: `avatars/${user.id}/`, through: after.avatarMark, keep: kept }, LONG_AGO);
      await school.users.change(before, after, { audit: anEntry(), jobs: [job] });
      expect(await keysOf(user)).toEqual([finalOf(user, first), kept]);

      await school.get(JobRunner).tick();
      expect([await keysOf(user), await notesOf(user)]).toEqual([[kept], [job]]);
      await school.get(JobRunner).tick();
      expect([await keysOf(user), await notesOf(user)]).toEqual([[kept], []]);
    });

    it('garbage that was just noted stays noted, for copies that are still under way', async () => {
      const { user, client } = await withAvatarOf();
      const key = await uploaded(client);
      await client.delete('/me/avatar');
      await school.get(JobRunner).tick();
      expect(await notesOf(user)).toHaveLength(1);
      await school.get(ObjectStorage).copyOnce(key, finalOf(user, key));
      await school.get(JobRunner).tick();
      expect(await keysOf(user)).toEqual([]);
    });
  });

  it('is never taken from a person by garbage of before, however late it is removed', async () => {
    const { user, client } = await withAvatarOf();
    const [early] = await notesOf(user);
    const key = await uploaded(client);
    await adopt(client, key);
    await school.get(DeleteFilesHandler).run(early!);
    expect(await keysOf(user)).toEqual([finalOf(user, key)]);
  });
});
