import { GRADING_SCALES, findGradingScale } from './scales.js';

/** The scales as the regulations print them: letter, lowest result, points. */
const PRINTED: Record<string, { maximum: number; places: number; pass: number; bands: string }> = {
  'vn-10': { maximum: 10, places: 1, pass: 4, bands: 'A+ 9.5 4, A 8.5 4, B+ 8 3.5, B 7 3, C+ 6.5 2.5, C 5.5 2, D+ 5 1.5, D 4 1, F 0 0' },
  'us-100': {
    maximum: 100,
    places: 0,
    pass: 60,
    bands: 'A 93 4, A- 90 3.7, B+ 87 3.3, B 83 3, B- 80 2.7, C+ 77 2.3, C 73 2, C- 70 1.7, D+ 67 1.3, D 60 1, F 0 0',
  },
  'uk-100': { maximum: 100, places: 0, pass: 40, bands: 'First 70 4, 2:1 60 3.3, 2:2 50 2.7, Third 40 2, Fail 0 0' },
};

describe('GRADING_SCALES', () => {
  it.each(Object.entries(PRINTED))('contains %s as published', (key, printed) => {
    const { best, worst, step, rounding, inGpa, passMark, bands } = findGradingScale({ gradingScale: key });
    expect({ worst, rounding, inGpa }).toEqual({ worst: 0, rounding: 'half_up', inGpa: true });
    expect({
      maximum: best / 100,
      places: 2 - Math.log10(step),
      pass: passMark / 100,
      bands: bands.map(({ letter, worst: min, gradePoint }) => `${letter} ${min / 100} ${gradePoint / 100}`).join(', '),
    }).toEqual(printed);
  });

  it('contains exactly these scales, with unique keys', () => {
    expect(GRADING_SCALES.map(({ key }) => key)).toEqual(Object.keys(PRINTED));
  });

  it('has a band for every result, and passes every result with grade points', () => {
    for (const { bands, passMark, best } of GRADING_SCALES) {
      const mins = bands.map(({ worst }) => worst);
      expect(mins).toEqual([...new Set(mins)].sort((a, b) => b - a));
      expect(mins.at(-1)).toBe(0);
      expect(mins[0]).toBeLessThanOrEqual(best);
      expect(bands.every(({ worst, gradePoint }) => worst >= passMark === gradePoint > 0)).toBe(true);
    }
  });

  it('throws for an unknown key', () => {
    expect(() => findGradingScale({ gradingScale: 'constructor' })).toThrow('no grading scale');
  });
});
