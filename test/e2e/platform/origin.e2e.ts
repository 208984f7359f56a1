import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { arnOf } from '../../../local/secrets/secrets.js';
import { rotate } from '../../../scripts/cloud/rotation.js';
import { Clock } from '../../../src/core/time/clock.js';
import { aTermRequest } from '../../fixtures/builders.js';
import type { Answer } from '../../fixtures/client.js';
import { expectProblem } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

const HEADER = 'x-origin-secret';
const SLOTS = { A: arnOf('origin-a'), B: arnOf('origin-b') };
const KEY = arnOf('cursor-key');
const HALF_A_MINUTE = 30_000;

describe('an app behind CloudFront', () => {
  let school: SchoolFixture;
  let ahead: number;
  let client: SecretsManagerClient;

  beforeEach(async () => {
    ahead = 0;
    school = await SchoolFixture.start({ ORIGIN_SECRET_A: SLOTS.A, ORIGIN_SECRET_B: SLOTS.B, CURSOR_KEY_SECRET: KEY });
    jest.spyOn(school.get(Clock), 'now').mockImplementation(() => new Date(Date.now() + ahead));
    client = new SecretsManagerClient({ region: 'us-east-1' });
  });
  afterEach(async () => {
    client.destroy();
    await school.close();
    jest.restoreAllMocks();
  });

  const make = (values: Partial<Record<'origin-a' | 'origin-b' | 'cursor-key', string>>) =>
    Object.entries(values).forEach(([name, value]) => school.secrets.secrets.create(name, value));
  const put = (SecretId: string, SecretString: string) => client.send(new PutSecretValueCommand({ SecretId, SecretString }));
  const ask = (secret?: string, path = '/config', method = 'GET'): Promise<Answer> =>
    school.as().send(method, path, undefined, secret === undefined ? {} : { [HEADER]: secret });

  it('accepts requests from CloudFront and refuses all others before reading them', async () => {
    make({ 'origin-a': 'one', 'origin-b': 'two' });
    expect([(await ask('one')).status, (await ask('two')).status]).toEqual([200, 200]);
    for (const secret of [undefined, '', 'three', 'one, two']) expectProblem(await ask(secret), 403, 'origin_refused');
    for (const path of ['/health', '/nothing', '/terms']) expectProblem(await ask('three', path), 403, 'origin_refused');
    expectProblem(await ask('three', '/terms', 'OPTIONS'), 403, 'origin_refused');
    expect((await ask('one', '/terms')).status).toBe(401);
  });

  it('trusts the viewer address only in requests from CloudFront', async () => {
    make({ 'origin-a': 'one', 'origin-b': 'two' });
    const { address } = (await school.lineOf(await ask('one'))) as { address?: string };
    expect(address).toMatch(/127\.0\.0\.1$/);
    expect(await school.lineOf(await ask('three'))).not.toHaveProperty('address');
  });

  it('loses no request while secrets rotate, and refuses the old ones afterwards', async () => {
    make({ 'origin-a': 'old-a', 'origin-b': 'old-b' });
    // What the places of CloudFront send at the moment: a deployment reaches them one by one.
    let sent = ['old-a', 'old-a', 'old-a'];
    const statuses: number[] = [];
    let isOver = false;
    const viewers = [0, 1, 2].map(async (place) => {
      while (!isOver) statuses.push((await ask(sent[place])).status);
    });
    const someTraffic = async () => {
      const enough = statuses.length + 6;
      while (statuses.length < enough) await ask(sent[0]);
    };

    const values = { A: 'old-a', B: 'old-b' };
    await someTraffic();
    await rotate({
      active: () => Promise.resolve('A'),
      write: async (slot, value) => {
        values[slot] = value;
        await put(SLOTS[slot], value);
        await someTraffic();
        ahead += HALF_A_MINUTE;
      },
      send: async (slot) => {
        for (const place of [0, 1, 2]) {
          sent = sent.with(place, values[slot]);
          await someTraffic();
        }
      },
    });
    await someTraffic();
    isOver = true;
    await Promise.all(viewers);

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect((await ask(values.A)).status).toBe(200);
    for (const old of ['old-a', 'old-b']) expectProblem(await ask(old), 403, 'origin_refused');
  });

  it('answers 503 while it cannot read its secrets, and recovers without a restart', async () => {
    make({ 'origin-a': 'one', 'origin-b': 'two', 'cursor-key': 'k'.repeat(43) });
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    school.secrets.faults.failNext('GetSecretValue', 4);
    const refused = await ask('one');
    expectProblem(refused, 503, 'unavailable');
    expect(refused.headers.get('retry-after')).toBe('1');
    ahead += 1_000;
    expect((await ask('one')).status).toBe(200);
  });

  it('asks for the key of cursors when a list needs it, and again if it could not be read', async () => {
    make({ 'origin-a': 'one', 'origin-b': 'two' });
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const admin = school.asRole('ADMIN');
    const list = () => admin.get('/terms?limit=1', { [HEADER]: 'one' });
    for (const term of [aTermRequest(), aTermRequest()]) await admin.post('/terms', term, { [HEADER]: 'one' });
    expectProblem(await list(), 503, 'unavailable');
    make({ 'cursor-key': 'k'.repeat(43) });
    const { body } = await list();
    expect(body.nextCursor).toEqual(expect.any(String));
    expect((await admin.get(`/terms?limit=1&cursor=${body.nextCursor}`, { [HEADER]: 'one' })).status).toBe(200);
  });
});
