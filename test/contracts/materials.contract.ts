import { randomUUID } from 'node:crypto';
import { entityName, type AuditEntry } from '../../src/features/audit/audit-entry.js';
import { AuditRepository } from '../../src/features/audit/audit.repository.js';
import { ClassArchived, ClassNotFound } from '../../src/features/classes/classes.errors.js';
import type { SchoolClass } from '../../src/features/classes/school-class.js';
import { DomainError } from '../../src/core/errors/domain-error.js';
import { MaterialNotFound } from '../../src/features/materials/materials.errors.js';
import { MaterialsRepository } from '../../src/features/materials/materials.repository.js';
import { ClassesRepository } from '../../src/features/classes/classes.repository.js';
import { PurgesRepository } from '../../src/adapters/storage/purges.repository.js';
import { anActor, anEntry } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { errorsOf, Seed, type KnownClass } from '../fixtures/seed.js';

const AT = '2026-11-02T09:00:00.000Z';

export function materialsContract(engine: () => EngineUnderTest): void {
  describe('files of a class', () => {
    const known = new Seed(engine);
    const materials = () => engine().port(MaterialsRepository);
    const entry = ({ id }: SchoolClass, by = anActor()): AuditEntry =>
      anEntry({ entity: entityName.class(id), by, action: 'test.material' });
    const purgeOf = ({ id }: SchoolClass) => ({ prefix: `materials/${id}/${randomUUID()}/`, at: AT });
    const purges = ({ id }: SchoolClass) => engine().port(PurgesRepository).pending(`materials/${id}/`);
    const recorded = async ({ id }: SchoolClass): Promise<number> => {
      const { items } = await engine()
        .port(AuditRepository)
        .list({ entity: entityName.class(id) }, { limit: 100 });
      return items.filter(({ action }) => action === 'test.material').length;
    };
    const archive = ({ schoolClass, lecturer }: KnownClass) =>
      engine()
        .port(ClassesRepository)
        .change(schoolClass, { ...schoolClass, status: 'ARCHIVED', version: 2 }, anEntry(), { from: lecturer });
    const both = (schoolClass: SchoolClass, by = anActor()) => [
      () => materials().offer(schoolClass.id, entry(schoolClass, by)),
      () => materials().delete(schoolClass.id, purgeOf(schoolClass), entry(schoolClass, by)),
    ];

    it('are recorded with what admins and its lecturer do', async () => {
      const { schoolClass, lecturer } = await known.class();
      for (const by of [anActor(), lecturer]) for (const change of both(schoolClass, { id: by.id, role: by.role })) await change();
      expect([await recorded(schoolClass), (await purges(schoolClass)).length]).toEqual([4, 2]);
    });

    it('are not changed by another lecturer, nor where there is no class', async () => {
      const { schoolClass } = await known.class();
      for (const change of both(schoolClass, anActor({ role: 'LECTURER' }))) await expect(change()).rejects.toBeInstanceOf(ClassNotFound);
      for (const change of both({ ...schoolClass, id: randomUUID() })) await expect(change()).rejects.toBeInstanceOf(ClassNotFound);
      expect([await recorded(schoolClass), await purges(schoolClass)]).toEqual([0, []]);
    });

    it('are not changed once the class is archived', async () => {
      const of = await known.class();
      await archive(of);
      for (const change of both(of.schoolClass)) await expect(change()).rejects.toBeInstanceOf(ClassArchived);
      expect([await recorded(of.schoolClass), await purges(of.schoolClass)]).toEqual([0, []]);
    });

    it('are garbage once', async () => {
      const { schoolClass } = await known.class();
      const purge = purgeOf(schoolClass);
      const outcomes = await Promise.allSettled([1, 2, 3].map(() => materials().delete(schoolClass.id, purge, entry(schoolClass))));
      expect(errorsOf(outcomes)).toEqual([expect.any(MaterialNotFound), expect.any(MaterialNotFound)]);
      expect([await recorded(schoolClass), await purges(schoolClass)]).toEqual([1, [purge]]);
    });

    it('are either deleted or archived with the class', async () => {
      const of = await known.class();
      const change = materials().delete(of.schoolClass.id, purgeOf(of.schoolClass), entry(of.schoolClass));
      const [deleting, archiving] = await Promise.allSettled([change, archive(of)]);
      expect(archiving.status).toBe('fulfilled');
      expect(errorsOf([deleting])).toEqual((await recorded(of.schoolClass)) === 1 ? [] : [expect.any(DomainError)]);
    });
  });
}
