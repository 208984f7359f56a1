import { Config } from '../../../src/config/config.js';
import { Clock } from '../../../src/core/time/clock.js';
import { JobRunner } from '../../../src/jobs/job-runner.js';
import { newIdentity } from '../../fixtures/builders.js';
import { SchoolFixture } from '../../fixtures/school.js';

describe('changing an e-mail address', () => {
  let school: SchoolFixture;
  beforeAll(async () => {
    school = await SchoolFixture.startWithAccounts(25_000, { MAIL_CONTACT: 'the office, +84 24 1234 567' });
  });
  afterAll(() => school.close());

  const mailsTo = (address: string) => school.mail.sent.filter(({ to }) => to === address);
  const noticesOf = (id: string) => school.jobs.pending('ADDRESS_NOTICE', id);
  const tick = () => school.get(JobRunner).tick();
  const change = async (id: string, email = newIdentity().email) => {
    expect(await school.admin.patch(`/users/${id}`, { email })).toMatchObject({ status: 200 });
    return email;
  };

  it.each(['ADMIN', 'LECTURER', 'STUDENT'] as const)('sends one notice to the old address of a person with the role %s', async (role) => {
    const { id, email } = await school.addAccount({ role, status: 'ACTIVE' });
    const next = await change(id, `${newIdentity().email.split('@')[0]}@thief.example`);
    const [mail, ...others] = mailsTo(email);
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ from: 'School <office@example.edu>', subject: 'The e-mail address of your account has changed' });
    expect(mail!.text).toContain('an address at t***.example,');
    expect(mail!.text).toContain('Tell the school at once: the office, +84 24 1234 567.');
    expect(mail!.text).not.toContain(next);
    expect(mailsTo(next)).toEqual([]);
    expect(await noticesOf(id)).toEqual([]);
  });

  it('sends no text that the person who changed the address has chosen', async () => {
    const { id, email } = await school.addAccount({ status: 'ACTIVE' });
    const names = { givenName: 'Keep your account:', familyName: 'https://thief.example/keep' };
    expect(await school.admin.patch(`/users/${id}`, names)).toMatchObject({ status: 200 });
    await change(id);
    const [mail] = mailsTo(email);
    expect(mail!.text).not.toMatch(/Keep|https/);
  });

  it('sends a notice to each old address, also of people who are invited or disabled', async () => {
    for (const status of ['INVITED', 'DISABLED'] as const) {
      const { id, email } = await school.addAccount({ status });
      const second = await change(id);
      await change(id);
      expect([mailsTo(email), mailsTo(second)].map(({ length }) => length)).toEqual([1, 1]);
    }
  });

  it('sends no notice after another change, a change of case, or anonymising', async () => {
    const { id, email } = await school.addAccount({ status: 'ACTIVE' });
    await school.admin.patch(`/users/${id}`, { givenName: 'Chi' });
    await change(id, email.toUpperCase());
    await school.admin.post(`/users/${id}/disable`);
    expect((await school.admin.post(`/users/${id}/anonymise`)).status).toBe(200);
    expect([...mailsTo(email), ...mailsTo(email.toUpperCase())]).toEqual([]);
  });

  it('sends no notice if the change is refused', async () => {
    const [one, other] = [await school.addAccount({ status: 'ACTIVE' }), await school.addAccount({ status: 'ACTIVE' })];
    expect((await school.admin.patch(`/users/${one.id}`, { email: other.email })).status).toBe(409);
    expect(mailsTo(one.email)).toEqual([]);
    expect(await noticesOf(one.id)).toEqual([]);
  });

  it('succeeds while no mail is accepted, and sends the notice later', async () => {
    const { id, email } = await school.addAccount({ status: 'ACTIVE' });
    school.mail.faults.failNext(2);
    const next = await change(id);
    expect(await school.profileOf(id)).toMatchObject({ email: next });
    expect(await noticesOf(id)).toHaveLength(1);
    expect(await tick()).toMatchObject({ failed: 1 });
    expect(await noticesOf(id)).toHaveLength(1);

    expect(await tick()).toMatchObject({ failed: 0 });
    expect(mailsTo(email)).toHaveLength(1);
    expect(await noticesOf(id)).toEqual([]);
  });

  it('gives up the notice after three days without an accepted mail', async () => {
    const { id, email } = await school.addAccount({ status: 'ACTIVE' });
    school.mail.faults.failNext(2);
    await change(id);
    const clock = school.get(Clock);
    const now = jest.spyOn(clock, 'now').mockImplementation(() => new Date(Date.now() + 73 * 3_600_000));
    expect(await tick()).toMatchObject({ failed: 0 });
    now.mockRestore();
    expect(await noticesOf(id)).toEqual([]);
    expect(mailsTo(email)).toEqual([]);
  });

  it('succeeds without a sender, and leaves no job', async () => {
    const { id, email } = await school.addAccount({ status: 'ACTIVE' });
    const config = school.get(Config);
    const { mailFrom } = config;
    Object.assign(config, { mailFrom: undefined });
    const next = await change(id);
    Object.assign(config, { mailFrom });
    expect(await school.profileOf(id)).toMatchObject({ email: next });
    expect(mailsTo(email)).toEqual([]);
    expect(await noticesOf(id)).toEqual([]);
  });
});
