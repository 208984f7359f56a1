import { randomUUID } from 'node:crypto';
import { abandonedCopyJob, type Upload } from '../../src/adapters/storage/upload.js';
import { UploadsRepository } from '../../src/adapters/storage/uploads.repository.js';
import { StaleVersion } from '../../src/core/errors/errors.js';
import { MaterialsRepository } from '../../src/features/materials/materials.repository.js';
import { JobsRepository } from '../../src/jobs/jobs.repository.js';
import { anActor, anEntry } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { errorsOf, Seed } from '../fixtures/seed.js';

const AT = '2099-11-02T09:00:00.000Z';
const LATER = '2099-11-02T09:30:00.000Z';
const AFTER = '2099-11-02T09:30:00.001Z';

export function uploadsContract(engine: () => EngineUnderTest): void {
  describe('open uploads', () => {
    const seed = new Seed(engine);
    const uploads = () => engine().port(UploadsRepository);
    const anUpload = (values: Partial<Upload> = {}): Upload => {
      const id = randomUUID();
      return { id, userId: randomUUID(), place: 0, target: `materials/x/${id}/notes.txt`, size: 7, expiresAt: LATER, ...values };
    };
    const open = (upload: Upload, at = AT, by = anActor({ id: upload.userId })) => uploads().open(upload, by, at);
    const opened = async (values: Partial<Upload> = {}): Promise<Upload> => {
      const upload = anUpload(values);
      await open(upload);
      return upload;
    };
    const jobsOf = (upload: Upload) => engine().port(JobsRepository).pending('PURGE', upload.target);
    /** A change that adopts an upload. */
    const adopting = async (adopts: Upload, at = AT) => {
      const { schoolClass } = await seed.addClass();
      return () =>
        engine()
          .port(MaterialsRepository)
          .add(schoolClass.id, { audit: anEntry({ at }), adopts });
    };

    it('are listed by person until they expire, each with the job that deletes an abandoned copy', async () => {
      const upload = await opened();
      await opened();
      expect(await uploads().list(upload.userId, AT)).toEqual([upload]);
      expect(await uploads().list(upload.userId, LATER)).toEqual([]);
      expect(await jobsOf(upload)).toEqual([abandonedCopyJob(upload)]);
    });

    it('keep their place until they expire', async () => {
      const { userId } = await opened({ place: 3 });
      const next = anUpload({ userId, place: 3 });
      await expect(open(next)).rejects.toBeInstanceOf(StaleVersion);
      expect(await jobsOf(next)).toEqual([]);
      await opened({ userId, place: 4 });
      await open({ ...next, expiresAt: '2099-11-02T10:00:00.000Z' }, LATER);
      expect((await uploads().list(userId, LATER)).map(({ id }) => id)).toEqual([next.id]);
    });

    it('get one place each, at the same time', async () => {
      const userId = randomUUID();
      const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => open(anUpload({ userId }))));
      expect(errorsOf(outcomes)).toEqual(Array(3).fill(expect.any(StaleVersion)));
      expect(await uploads().list(userId, AT)).toHaveLength(1);
    });

    it('end with the write that adopts them, which keeps the copy', async () => {
      const upload = await opened();
      await (
        await adopting(upload)
      )();
      expect([await uploads().list(upload.userId, AT), await jobsOf(upload)]).toEqual([[], []]);
    });

    it('are adopted once, and not after they expired', async () => {
      const [upload, expired] = [await opened(), await opened()];
      const outcomes = await Promise.allSettled([await adopting(upload), await adopting(upload)].map((adopt) => adopt()));
      expect(errorsOf(outcomes)).toEqual([expect.any(StaleVersion)]);
      await expect((await adopting(expired, AFTER))()).rejects.toBeInstanceOf(StaleVersion);
      await expect((await adopting({ ...expired, id: randomUUID() }))()).rejects.toBeInstanceOf(StaleVersion);
      expect(await jobsOf(expired)).toHaveLength(1);
    });

    it('stay open if the write fails', async () => {
      const upload = await opened();
      const failing = engine()
        .port(MaterialsRepository)
        .add(randomUUID(), { audit: anEntry({ at: AT }), adopts: upload });
      await expect(failing).rejects.toThrow();
      expect([await uploads().list(upload.userId, AT), await jobsOf(upload)]).toEqual([[upload], [abandonedCopyJob(upload)]]);
    });
  });
}
