import { anInvitation } from '../../fixtures/builders.js';
import type { Client } from '../../fixtures/client.js';
import { expectProblem } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

describe('the status of people', () => {
  let school: SchoolFixture;
  let admin: Client;
  let adminId: string;

  beforeAll(async () => {
    school = await SchoolFixture.start({}, { inOneProcess: true });
    adminId = (await school.addAdmin()).id;
    ({ admin } = school);
  });
  afterAll(() => school.close());

  describe('disabling and enabling', () => {
    it('shuts out at once, and gives back the status there was', async () => {
      const { id } = await school.addInvited();
      const client = school.asRole('STUDENT', id);
      expect(await client.get('/me')).toMatchObject({ status: 200, body: { status: 'ACTIVE' } });

      expect(await admin.post(`/users/${id}/disable`)).toMatchObject({ status: 200, body: { status: 'DISABLED', version: 3 } });
      expect((await client.get('/me')).status).toBe(401);
      expect(await admin.post(`/users/${id}/disable`)).toMatchObject({ status: 200, body: { version: 3 } });
      expect(await admin.post(`/users/${id}/enable`)).toMatchObject({ status: 200, body: { status: 'ACTIVE', version: 4 } });
      expect(await admin.post(`/users/${id}/enable`)).toMatchObject({ status: 200, body: { version: 4 } });
    });

    it('lists the active classes that are still open', async () => {
      await school.addDefaults();
      const [{ user: lecturer }, { user: student }] = [await school.addLecturer(), await school.addUser()];
      const [led, archived] = [await school.addClass({ lecturerId: lecturer.id }), await school.addClass({ lecturerId: lecturer.id })];
      for (const schoolClass of [led, archived]) await school.enrol(schoolClass, student);
      await admin.post(`/classes/${archived.id}/archive?anyway=true`, { reason: 'Cancelled' });
      const open = { id: led.id, code: led.code, term: led.term };
      for (let call = 0; call < 2; call += 1) {
        expect((await admin.post(`/users/${student.id}/disable`)).body).toMatchObject({
          openClasses: [{ ...open, relation: 'enrolled' }],
          openClassCount: 1,
        });
        expect((await admin.post(`/users/${lecturer.id}/disable`)).body).toMatchObject({
          openClasses: [{ ...open, relation: 'leads' }],
          openClassCount: 1,
        });
      }
      const { id } = await school.addInvited();
      expect((await admin.post(`/users/${id}/disable`)).body).toMatchObject({ openClasses: [], openClassCount: 0 });
    });

    it('keeps an invited user invited', async () => {
      const { id } = await school.addInvited();
      await admin.post(`/users/${id}/disable`);
      expect(await admin.post(`/users/${id}/enable`)).toMatchObject({ status: 200, body: { status: 'INVITED' } });
    });

    it('accepts the invitation of the admin', async () => {
      const [{ user, client }, { id }] = [await school.addUser({ role: 'ADMIN', status: 'INVITED' }), await school.addInvited()];
      expect((await client.post(`/users/${id}/disable`)).status).toBe(200);
      expect(await school.profileOf(user.id)).toMatchObject({ status: 'ACTIVE', version: 2 });
      expect(await school.entriesOf(user.id, 'user.activated')).toMatchObject([{ actorId: user.id }]);

      const another = await school.addUser({ role: 'ADMIN', status: 'INVITED' });
      const person = await school.addAccount();
      expect((await another.client.patch(`/users/${person.id}`, { role: 'LECTURER' })).status).toBe(200);
      expect(await school.profileOf(another.user.id)).toMatchObject({ status: 'ACTIVE' });
    });

    it('is nothing that people do to themselves', async () => {
      expectProblem(await admin.post(`/users/${adminId}/disable`), 409, 'own_account');
      expectProblem(await admin.post(`/users/${adminId}/enable`), 409, 'own_account');
      expectProblem(await admin.patch(`/users/${adminId}`, { role: 'STUDENT' }), 409, 'own_account');
    });

    it('is nothing for an admin who is none any more, whatever their token says', async () => {
      const [{ id }, { user: disabled }] = [await school.addInvited(), await school.addUser({ role: 'ADMIN', status: 'DISABLED' })];
      for (const client of [school.as(disabled), school.asRole('ADMIN')]) {
        expectProblem(await client.post(`/users/${id}/disable`), 403, 'not_active_admin');
        expectProblem(await client.post(`/users/${id}/enable`), 403, 'not_active_admin');
        expectProblem(await client.patch(`/users/${id}`, { role: 'ADMIN' }), 403, 'not_active_admin');
      }
      expect(await admin.get(`/users/${id}`)).toMatchObject({ body: { status: 'INVITED', role: 'STUDENT' } });
    });

    it('leaves one of two admins who disable each other at once', async () => {
      const [one, other] = [await school.addUser({ role: 'ADMIN' }), await school.addUser({ role: 'ADMIN' })];
      await Promise.all([one.client.post(`/users/${other.user.id}/disable`), other.client.post(`/users/${one.user.id}/disable`)]);
      const statuses = await Promise.all(
        [one, other].map(async ({ user }) => (await school.users.read(user.id, { consistent: true }))?.status),
      );
      expect(statuses.sort()).toEqual(['ACTIVE', 'DISABLED']);
    });
  });

  describe('an invitation sent again', () => {
    it('is another e-mail', async () => {
      const { id, email } = await school.addInvited();
      expect(await admin.post(`/users/${id}/resend-invitation`)).toMatchObject({
        status: 200,
        body: { status: 'INVITED', outcome: 'sent' },
      });
      expect(school.pool.outbox.filter(({ to }) => to === email)).toHaveLength(2);
    });

    it('is no e-mail for those who have signed in, and says so', async () => {
      const { id, email } = await school.addInvited();
      await school.accounts.signIn(email, 'Learn-2026');
      const before = await school.profileOf(id);
      for (let call = 0; call < 2; call += 1) {
        const body = { id, status: 'INVITED', version: before.version, outcome: 'already_signed_in' };
        expect(await admin.post(`/users/${id}/resend-invitation`)).toMatchObject({ status: 200, body });
      }
      expect(school.mailsTo(email)).toBe(1);
      expect(await school.entriesOf(id, 'user.invitation_resent')).toEqual([]);
    });

    it('goes to the new address when it changes', async () => {
      const [{ id }, { email }] = [await school.addInvited(), anInvitation()];
      await admin.patch(`/users/${id}`, { email });
      expect(school.pool.outbox.filter(({ to }) => to === email)).toMatchObject([{ kind: 'INVITATION' }]);
    });

    it('is not for those who came', async () => {
      const { id } = await school.addInvited();
      await school.asRole('STUDENT', id).get('/me');
      expectProblem(await admin.post(`/users/${id}/resend-invitation`), 409, 'not_invited');
    });
  });
});
