import { StaleVersion } from '../../src/core/errors/errors.js';
import type { Subject } from '../../src/features/subjects/subject.js';
import { SubjectCodeTaken, SubjectNotFound } from '../../src/features/subjects/subjects.errors.js';
import { SubjectsRepository } from '../../src/features/subjects/subjects.repository.js';
import { aCode, anEntry, aSubject } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';

const AT = '2026-11-02T09:00:00.000Z';

export function subjectsContract(engine: () => EngineUnderTest): void {
  describe('subjects', () => {
    const subjects = () => engine().port(SubjectsRepository);
    const stored = (id: string) => subjects().read(id, { consistent: true });

    const aKnownSubject = async (subject: Partial<Subject> = {}): Promise<Subject> => {
      const seed = aSubject(subject);
      await subjects().create(seed, { audit: anEntry() });
      return seed;
    };

    it('stores a new subject unchanged', async () => {
      const subject = await aKnownSubject({ description: 'Limits.\nIntegrals.', department: 'Mathematics' });
      expect(await stored(subject.id)).toEqual(subject);
    });

    it.each([0, 0.01, 7.5, 2.35, 59.99, 60])('stores %d credits exactly', async (credits) => {
      const subject = await aKnownSubject({ credits });
      expect((await stored(subject.id))!.credits).toBe(credits);
    });

    it('returns undefined for an unknown subject', async () => {
      expect(await stored(aSubject().id)).toBeUndefined();
    });

    it('stores one of many simultaneous subjects with the same code in any case', async () => {
      const code = aCode('Sub');
      const requests = Array.from({ length: 8 }, (_, index) => aSubject({ code: index % 2 ? code.toUpperCase() : code.toLowerCase() }));
      const outcomes = await Promise.allSettled(requests.map((subject) => subjects().create(subject, { audit: anEntry() })));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome.status === 'rejected' && outcome.reason instanceof SubjectCodeTaken)).toHaveLength(7);
      expect((await Promise.all(requests.map(({ id }) => stored(id)))).filter(Boolean)).toHaveLength(1);
    });

    it('replaces a changed subject, without the cleared fields', async () => {
      const subject = await aKnownSubject({ description: 'Old', department: 'Mathematics' });
      const after = { ...subject, description: undefined, credits: 4, version: 2, updatedAt: AT };
      await subjects().change(subject, after, { audit: anEntry() });
      const { description: _description, ...expected } = after;
      expect(await stored(subject.id)).toStrictEqual(expected);
    });

    it('saves one of two changes of the same version', async () => {
      const subject = await aKnownSubject();
      const changes = [1, 2].map((credits) => subjects().change(subject, { ...subject, credits, version: 2 }, { audit: anEntry() }));
      const outcomes = await Promise.allSettled(changes);
      expect(outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason as unknown)).toEqual([
        expect.any(StaleVersion),
      ]);
    });

    it('rejects a change of an unknown subject', async () => {
      const subject = aSubject();
      await expect(subjects().change(subject, { ...subject, version: 2 }, { audit: anEntry() })).rejects.toBeInstanceOf(SubjectNotFound);
      expect(await stored(subject.id)).toBeUndefined();
    });

    it('lists each subject once by code, including retired ones, with every limit', async () => {
      const made = await Promise.all([aKnownSubject({ status: 'RETIRED' }), ...Array.from({ length: 6 }, () => aKnownSubject())]);
      const walk = async (limit: number) => {
        const listed: Subject[] = [];
        let after: string | undefined;
        do {
          const page = await subjects().list({ limit, after });
          listed.push(...page.items);
          after = page.next;
        } while (after);
        return listed;
      };
      const listed = await walk(100);
      const codes = listed.map(({ code }) => code);
      expect(codes).toEqual([...new Set(codes)].sort());
      expect(listed).toEqual(expect.arrayContaining(made));
      expect(await walk(1)).toEqual(listed);
      expect(await walk(3)).toEqual(listed);
    });
  });
}
