import fc from 'fast-check';
import { anyScale, ECTS, FRANCE, GERMANY, PASS_FAIL, SWITZERLAND, SWITZERLAND_BY_HALVES } from '../../../test/fixtures/scales.js';
import type { Band, GradingScale } from './scale.js';
import { findScaleErrors } from './scale-definition.js';
import { GRADING_SCALES } from './scales.js';

const errorsOf = (scale: GradingScale) => findScaleErrors(scale).map(({ field, code, params }) => [field, params?.case ?? code]);
const bands = (...bounds: number[]): Band[] => bounds.map((worst, index) => ({ worst, letter: `L${index}`, gradePoint: 0 }));

describe('findScaleErrors', () => {
  it('accepts the scales of the app, and those of the examples', () => {
    for (const scale of [...GRADING_SCALES, GERMANY, SWITZERLAND, SWITZERLAND_BY_HALVES, FRANCE, ECTS, PASS_FAIL]) {
      expect(findScaleErrors(scale)).toEqual([]);
    }
  });

  it('accepts every scale with bands in order down to the worst mark, in both directions', () => {
    fc.assert(fc.property(anyScale, (scale) => expect(findScaleErrors(scale)).toEqual([])));
  });

  it('refuses bands that are out of order, in both directions', () => {
    const withTwoBands = anyScale.filter((scale) => scale.bands.length > 1);
    fc.assert(
      fc.property(withTwoBands, (scale) => {
        const reversed = { ...scale, bands: [...scale.bands].reverse() };
        expect(errorsOf(reversed)).toContainEqual(['bands[1].worst', 'band']);
      }),
    );
  });

  it.each<[string, Partial<GradingScale>, (readonly [string, string])[]]>([
    ['one mark only', { worst: 1_00 }, [['worst', 'no_range']]],
    ['a best mark between steps', { best: 1_05 }, [['best', 'step']]],
    [
      'a worst mark between steps',
      { worst: 5_05, bands: bands(3_00, 5_00) },
      [
        ['worst', 'step'],
        ['bands[1].worst', 'last_band'],
      ],
    ],
    ['a pass mark between steps', { passMark: 4_05 }, [['passMark', 'step']]],
    ['a pass mark better than the best mark', { passMark: 90 }, [['passMark', 'bounds']]],
    ['a pass mark worse than the worst mark', { passMark: 5_10 }, [['passMark', 'bounds']]],
    ['a band between steps', { bands: bands(1_55, 5_00) }, [['bands[0].worst', 'step']]],
    ['a band better than the best mark', { bands: bands(0, 5_00) }, [['bands[0].worst', 'bounds']]],
    ['a band worse than the worst mark', { bands: bands(2_00, 6_00) }, [['bands[1].worst', 'bounds']]],
    ['a band twice', { bands: bands(2_00, 2_00, 5_00) }, [['bands[1].worst', 'band']]],
    ['the last band twice', { bands: bands(5_00, 5_00) }, [['bands[1].worst', 'band']]],
    ['bands that do not reach the worst mark', { bands: bands(2_00, 4_90) }, [['bands[1].worst', 'last_band']]],
    [
      'a letter twice, in another case',
      { bands: [...bands(2_00, 3_00), { worst: 5_00, letter: 'l0', gradePoint: 0 }] },
      [['bands[2].letter', 'repeated_letter']],
    ],
  ])('refuses %s', (_what, change, errors) => {
    expect(errorsOf({ ...GERMANY, ...change })).toEqual(errors);
  });

  it('says which bounds a band can have', () => {
    const [error] = findScaleErrors({ ...GERMANY, bands: bands(2_00, 1_50, 5_00) });
    expect(error).toMatchObject({ field: 'bands[1].worst', message: 'must be from 2.1 to 5: worse than the band before it.' });
    const [upward] = findScaleErrors({ ...FRANCE, bands: bands(10_00, 12_00, 0) });
    expect(upward).toMatchObject({ field: 'bands[1].worst', message: 'must be from 0 to 9.99: worse than the band before it.' });
  });
});
