import { randomUUID } from 'node:crypto';
import { DomainError } from '../../src/core/errors/domain-error.js';
import type { Effects } from '../../src/effects/effects.js';
import { AuditRepository } from '../../src/features/audit/audit.repository.js';
import { ClassArchived, ClassNotFound } from '../../src/features/classes/classes.errors.js';
import { ClassesRepository } from '../../src/features/classes/classes.repository.js';
import type { SchoolClass } from '../../src/features/classes/school-class.js';
import { classEntity } from '../../src/features/classes/school-class.js';
import { MaterialNotFound } from '../../src/features/materials/materials.errors.js';
import { MaterialsRepository } from '../../src/features/materials/materials.repository.js';
import type { Job } from '../../src/jobs/job.js';
import { JobsRepository } from '../../src/jobs/jobs.repository.js';
import { anActor, anEntry } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { errorsOf, Seed, type SeededClass } from '../fixtures/seed.js';

const AT = '2026-11-02T09:00:00.000Z';

export function materialsContract(engine: () => EngineUnderTest): void {
  describe('material records', () => {
    const seed = new Seed(engine);
    const materials = () => engine().port(MaterialsRepository);
    const effects = ({ id }: SchoolClass, by = anActor()): Effects => ({
      audit: anEntry({ entity: classEntity(id), by, action: 'test.material' }),
    });
    const deletionOf = ({ id }: SchoolClass): Job => ({ kind: 'PURGE', key: `materials/${id}/${randomUUID()}/`, data: { at: AT } });
    const deletions = ({ id }: SchoolClass) => engine().port(JobsRepository).pending('PURGE', `materials/${id}/`);
    const recorded = async ({ id }: SchoolClass): Promise<number> => {
      const { items } = await engine()
        .port(AuditRepository)
        .list({ entity: classEntity(id) }, { limit: 100 });
      return items.filter(({ action }) => action === 'test.material').length;
    };
    const archive = ({ schoolClass, lecturer }: SeededClass) =>
      engine()
        .port(ClassesRepository)
        .change(schoolClass, { ...schoolClass, status: 'ARCHIVED', version: 2 }, { from: lecturer }, { audit: anEntry() });
    const both = (schoolClass: SchoolClass, by = anActor()) => [
      () => materials().add(schoolClass.id, effects(schoolClass, by)),
      () => materials().delete(schoolClass.id, deletionOf(schoolClass), effects(schoolClass, by)),
    ];

    it('record changes by admins and the lecturer of the class', async () => {
      const { schoolClass, lecturer } = await seed.addClass();
      for (const by of [anActor(), lecturer]) for (const change of both(schoolClass, anActor({ id: by.id, role: by.role }))) await change();
      expect([await recorded(schoolClass), (await deletions(schoolClass)).length]).toEqual([4, 2]);
    });

    it('reject another lecturer and an unknown class', async () => {
      const { schoolClass } = await seed.addClass();
      for (const change of both(schoolClass, anActor({ role: 'LECTURER' }))) await expect(change()).rejects.toBeInstanceOf(ClassNotFound);
      for (const change of both({ ...schoolClass, id: randomUUID() })) await expect(change()).rejects.toBeInstanceOf(ClassNotFound);
      expect([await recorded(schoolClass), await deletions(schoolClass)]).toEqual([0, []]);
    });

    it('reject changes in an archived class', async () => {
      const of = await seed.addClass();
      await archive(of);
      for (const change of both(of.schoolClass)) await expect(change()).rejects.toBeInstanceOf(ClassArchived);
      expect([await recorded(of.schoolClass), await deletions(of.schoolClass)]).toEqual([0, []]);
    });

    it('list a deleted class for cleanup once', async () => {
      const { schoolClass } = await seed.addClass();
      const deletion = deletionOf(schoolClass);
      const outcomes = await Promise.allSettled([1, 2, 3].map(() => materials().delete(schoolClass.id, deletion, effects(schoolClass))));
      expect(errorsOf(outcomes)).toEqual([expect.any(MaterialNotFound), expect.any(MaterialNotFound)]);
      expect([await recorded(schoolClass), await deletions(schoolClass)]).toEqual([1, [deletion]]);
    });

    it('stay consistent when the class is archived at the same time', async () => {
      const of = await seed.addClass();
      const change = materials().delete(of.schoolClass.id, deletionOf(of.schoolClass), effects(of.schoolClass));
      const [deleting, archiving] = await Promise.allSettled([change, archive(of)]);
      expect(archiving.status).toBe('fulfilled');
      expect(errorsOf([deleting])).toEqual((await recorded(of.schoolClass)) === 1 ? [] : [expect.any(DomainError)]);
    });
  });
}
