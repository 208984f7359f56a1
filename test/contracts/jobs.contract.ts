import { randomUUID } from 'node:crypto';
import { StaleVersion } from '../../src/core/errors/errors.js';
import { UsersRepository } from '../../src/features/users/users.repository.js';
import type { Job, JobKind } from '../../src/jobs/job.js';
import { JobsRepository } from '../../src/jobs/jobs.repository.js';
import { anEntry } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { Seed } from '../fixtures/seed.js';

const [AT, LATER] = ['2026-11-02T09:00:00.000Z', '2026-11-02T10:00:00.000Z'] as const;

export function jobsContract(engine: () => EngineUnderTest): void {
  describe('jobs', () => {
    const seed = new Seed(engine);
    const jobs = () => engine().port(JobsRepository);
    const aPrefix = () => `test/${randomUUID()}/`;
    const purge = (key: string, data: Job['data'] = { at: AT }): Job => ({ kind: 'PURGE', key, data });

    /** Leaves jobs by changes of one user, one after another. */
    const leave = async (...left: Job[]): Promise<void> => {
      let user = await seed.addUser();
      for (const job of left) {
        const after = { ...user, version: user.version + 1 };
        await engine()
          .port(UsersRepository)
          .change(user, after, { audit: anEntry(), jobs: [job] });
        user = after;
      }
    };

    const everyKind: Record<JobKind, Omit<Job, 'kind'>> = {
      PURGE: { key: aPrefix(), data: { through: 'b', keep: 'a', at: AT } },
      RENAME: { key: randomUUID(), data: { kind: 'user', nameVersion: 2, at: AT } },
      REDACT: { key: randomUUID(), data: { at: AT } },
      ADDRESS_NOTICE: {
        key: `${randomUUID()}:2`,
        data: { from: 'an@old.example', to: 'n***.example', givenName: 'An', familyName: 'Lê', at: AT },
      },
      MARK_NOTICES: { key: `${randomUUID()}:final`, data: { classId: randomUUID(), component: 'final', publishedAt: AT } },
      ACCOUNT: { key: 'a-user', data: { userId: 'a-user' } },
      SEARCH_INDEX: { key: '0', data: { after: 'le an' } },
    };

    it.each(Object.keys(everyKind) as JobKind[])('stay pending until they are completed: %s', async (kind) => {
      const job: Job = { kind, ...everyKind[kind] };
      await leave(job);
      expect(await jobs().pending(job.kind)).toContainEqual(job);
      await jobs().complete(job);
      expect(await jobs().pending(job.kind, job.key)).toEqual([]);
      await jobs().complete(job);
    });

    it('are found by a prefix of their key', async () => {
      const [one, other] = [aPrefix(), aPrefix()];
      await leave(purge(`${one}b/`), purge(`${one}a/`), purge(other));
      expect((await jobs().pending('PURGE', one)).map(({ key }) => key)).toEqual([`${one}a/`, `${one}b/`]);
    });

    it('replace an earlier job with the same key, which cannot complete them', async () => {
      const prefix = aPrefix();
      const [early, late] = [
        purge(prefix, { through: 'b', keep: 'a', at: AT }),
        purge(prefix, { through: undefined, keep: undefined, at: LATER }),
      ];
      await leave(early, late);
      expect(await jobs().pending('PURGE', prefix)).toEqual([purge(prefix, { at: LATER })]);
      await jobs().complete(early);
      expect(await jobs().pending('PURGE', prefix)).toHaveLength(1);
    });

    it('can be stored without a change, and replace an earlier job', async () => {
      const key = randomUUID();
      await jobs().put({ kind: 'SEARCH_INDEX', key, data: { after: 'le an' } });
      await jobs().put({ kind: 'SEARCH_INDEX', key, data: { done: 1 } });
      expect(await jobs().pending('SEARCH_INDEX', key)).toEqual([{ kind: 'SEARCH_INDEX', key, data: { done: 1 } }]);
    });

    it('are not stored if the change fails', async () => {
      const [user, prefix] = [await seed.addUser(), aPrefix()];
      const stale = { ...user, version: 7 };
      const change = engine()
        .port(UsersRepository)
        .change(stale, stale, { audit: anEntry(), jobs: [purge(prefix)] });
      await expect(change).rejects.toBeInstanceOf(StaleVersion);
      expect(await jobs().pending('PURGE', prefix)).toEqual([]);
    });
  });
}
