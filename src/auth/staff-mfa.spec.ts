import { anActor } from '../../test/fixtures/builders.js';
import { testConfig } from '../../test/fixtures/engines.js';
import { currentContext, requestContext, runInContext } from '../core/context/request-context.js';
import { Unavailable } from '../core/errors/errors.js';
import { Clock } from '../core/time/clock.js';
import type { Role } from './actor.js';
import { SecondFactors } from './second-factors.js';
import { MfaRequired, StaffMfa } from './staff-mfa.js';

/** Records the ids of the people whose factor the app looks up. */
class Pool extends SecondFactors {
  readonly withApp = new Set<string>();
  readonly lookups: string[] = [];
  /** The time that the last lookup may take, in milliseconds. */
  timeLimit = Infinity;
  isDown = false;

  override async hasAuthenticatorApp(userId: string): Promise<boolean> {
    this.lookups.push(userId);
    this.timeLimit = (currentContext()?.deadline ?? Infinity) - Date.now();
    await Promise.resolve();
    if (this.isDown) throw new Error('AccessDeniedException');
    return this.withApp.has(userId);
  }
}

describe('StaffMfa', () => {
  const START = Date.parse('2026-11-02T08:00:00.000Z');
  let pool: Pool;
  let now: number;
  const clock = Object.assign(new Clock(), { now: () => new Date(now) });
  const start = (setting: string) => new StaffMfa(pool, testConfig({ STAFF_MFA: setting }), clock);
  const anAdmin = () => anActor({ role: 'ADMIN', tokenIssuedAt: '2026-11-02T07:59:00.000Z' });
  const seconds = (count: number) => void (now += count * 1000);

  beforeEach(() => {
    pool = new Pool();
    now = START;
  });

  it.each<[Role, string, boolean]>([
    ['ADMIN', 'required', true],
    ['LECTURER', 'required', true],
    ['STUDENT', 'required', false],
    ['ADMIN', 'optional', false],
    ['LECTURER', 'optional', false],
    ['STUDENT', 'optional', false],
  ])('looks up a factor of the role %s if it is %s: %s', async (role, setting, isLookedUp) => {
    const answer = start(setting).assert(anActor({ role }));
    await (isLookedUp ? expect(answer).rejects.toThrow(MfaRequired) : expect(answer).resolves.toBeUndefined());
    expect(pool.lookups).toHaveLength(isLookedUp ? 1 : 0);
  });

  it('trusts a factor for five minutes', async () => {
    const mfa = start('required');
    const admin = anAdmin();
    pool.withApp.add(admin.id);
    await mfa.assert(admin);
    pool.withApp.clear();
    seconds(299);
    await mfa.assert(admin);
    expect(pool.lookups).toHaveLength(1);
    seconds(1);
    await expect(mfa.assert(admin)).rejects.toThrow(MfaRequired);
  });

  it('trusts a missing factor for two seconds', async () => {
    const mfa = start('required');
    const admin = anAdmin();
    await expect(mfa.assert(admin)).rejects.toThrow(MfaRequired);
    pool.withApp.add(admin.id);
    seconds(1.9);
    await expect(mfa.assert(admin)).rejects.toThrow(MfaRequired);
    expect(pool.lookups).toHaveLength(1);
    seconds(0.1);
    await mfa.assert(admin);
  });

  it('looks up the factor again for a token that was issued at another instant', async () => {
    const mfa = start('required');
    const admin = anAdmin();
    pool.withApp.add(admin.id);
    await mfa.assert(admin);
    pool.withApp.clear();
    await expect(mfa.assert({ ...admin, tokenIssuedAt: '2026-11-02T08:00:00.000Z' })).rejects.toThrow(MfaRequired);
    await mfa.assert(admin);
  });

  it('looks up the factor once for concurrent requests', async () => {
    const mfa = start('required');
    const admin = anAdmin();
    pool.withApp.add(admin.id);
    await Promise.all(Array.from({ length: 10 }, () => mfa.assert(admin)));
    expect(pool.lookups).toHaveLength(1);
  });

  it('waits for the pool for at most five seconds of a request', async () => {
    await runInContext(requestContext('test', 25_000), () => start('required').assert(anAdmin())).catch(() => undefined);
    expect(pool.timeLimit).toBeLessThanOrEqual(5_000);
  });

  it('is unavailable while the pool does not answer, and remembers no failure', async () => {
    const mfa = start('required');
    const admin = anAdmin();
    pool.withApp.add(admin.id);
    pool.isDown = true;
    await expect(mfa.assert(admin)).rejects.toThrow(Unavailable);
    pool.isDown = false;
    await mfa.assert(admin);
    pool.isDown = true;
    await mfa.assert(admin);
    seconds(300);
    await expect(mfa.assert(admin)).rejects.toThrow(Unavailable);
  });

  it('forgets the oldest answer beyond the limit', async () => {
    const mfa = start('required');
    const people = Array.from({ length: 1_001 }, () => anAdmin());
    for (const { id } of people) pool.withApp.add(id);
    for (const person of people) await mfa.assert(person);
    pool.lookups.length = 0;
    await mfa.assert(people[1]!);
    await mfa.assert(people[0]!);
    expect(pool.lookups).toEqual([people[0]!.id]);
  });
});
