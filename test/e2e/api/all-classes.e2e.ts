import { ClassesRepository } from '../../../src/features/classes/classes.repository.js';
import { expectProblem } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

/** Terms in the expected order, each with the codes of its classes. The codes of terms are in another order than their dates. */
const TERMS = [
  { code: 'A', startDate: '2027-02-01', classes: ['A-1', 'A-2', 'A-3'] },
  { code: 'C', startDate: '2026-09-01', classes: ['C-1'] },
  { code: 'B', startDate: '2026-09-01', classes: ['B-1', 'B-2'] },
  { code: 'E', startDate: '2026-06-01', classes: [] },
  { code: 'D', startDate: '2026-02-01', classes: ['D-1', 'D-2', 'D-3', 'D-4'] },
];
const CODES = TERMS.flatMap(({ classes }) => classes);

describe('the list of all classes', () => {
  let school: SchoolFixture;
  beforeEach(async () => {
    school = await SchoolFixture.startWithDefaults();
    await school.addAdmin();
    await Promise.all(TERMS.map(({ code, startDate }) => school.addTerm({ code, startDate })));
    for (const { code: term, classes } of TERMS) await Promise.all(classes.map((code) => school.addClass({ term, code })));
  });
  afterEach(() => school.close());

  const page = async (limit: number, cursor?: string | null) => {
    const answer = await school.admin.get(`/classes?limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`);
    const { items, nextCursor } = answer.body as { items: { code: string }[]; nextCursor: string | null };
    return { codes: items.map(({ code }) => code), nextCursor, answer };
  };
  const rest = async (limit: number, cursor: string | null) => {
    const codes: string[] = [];
    for (let next = cursor; next !== null;) {
      const found = await page(limit, next);
      codes.push(...found.codes);
      next = found.nextCursor;
    }
    return codes;
  };

  it('has each class once, those of the newest term first, with every limit', async () => {
    for (const limit of [1, 2, 3, 4, 7, 10, 100]) {
      const codes = (await school.admin.walk('/classes', limit)).map(({ code }: { code: string }) => code);
      expect({ limit, codes }).toEqual({ limit, codes: CODES });
    }
  });

  it('fills its pages from several terms, in two rounds', async () => {
    const { codes, nextCursor, answer } = await page(7);
    expect(codes).toEqual(CODES.slice(0, 7));
    expect((await school.lineOf(answer)).dynamodb).toMatchObject({ rounds: 2, requests: 5 });
    expect((await page(7, nextCursor)).codes).toEqual(CODES.slice(7));
  });

  it('goes on after the term of the next page was deleted or moved', async () => {
    const { nextCursor } = await page(3);
    const { nextCursor: later } = await page(4);
    const ofC = (await school.get(ClassesRepository).list({ term: 'C' }, { limit: 1 })).items[0]!;
    expect((await school.admin.delete(`/classes/${ofC.id}`)).status).toBe(204);
    expect((await school.admin.delete('/terms/C')).status).toBe(204);
    expect(await rest(3, nextCursor)).toEqual(CODES.slice(4));
    expect((await school.admin.patch('/terms/B', { startDate: '2025-09-01' })).status).toBe(200);
    expect((await rest(3, later)).sort()).toEqual(CODES.slice(4).sort());
  });

  it('has a class that is added to a term behind the page', async () => {
    const { nextCursor } = await page(8);
    await school.addClass({ code: 'D-2b', term: 'D' });
    expect(await rest(2, nextCursor)).toEqual(['D-2b', 'D-3', 'D-4']);
  });

  it('is for admins only', async () => {
    for (const role of ['LECTURER', 'STUDENT'] as const) expectProblem(await school.asRole(role).get('/classes'), 400, 'validation_failed');
  });
});
