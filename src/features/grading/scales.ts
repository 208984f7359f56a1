import type { GradingScale } from './scale.js';

/** The 10-point scale of Vietnamese universities, with the letters and grade points of their credit system. */
const VN_10: GradingScale = {
  key: 'vn-10',
  version: 1,
  name: 'Vietnam, 10 points',
  best: 10_00,
  worst: 0,
  step: 10,
  rounding: 'half_up',
  bands: [
    { worst: 9_50, letter: 'A+', gradePoint: 4_00 },
    { worst: 8_50, letter: 'A', gradePoint: 4_00 },
    { worst: 8_00, letter: 'B+', gradePoint: 3_50 },
    { worst: 7_00, letter: 'B', gradePoint: 3_00 },
    { worst: 6_50, letter: 'C+', gradePoint: 2_50 },
    { worst: 5_50, letter: 'C', gradePoint: 2_00 },
    { worst: 5_00, letter: 'D+', gradePoint: 1_50 },
    { worst: 4_00, letter: 'D', gradePoint: 1_00 },
    { worst: 0, letter: 'F', gradePoint: 0 },
  ],
  passMark: 4_00,
  inGpa: true,
};

/** Percent, with the usual letters of colleges in the United States. */
const US_100: GradingScale = {
  key: 'us-100',
  version: 1,
  name: 'United States, percent',
  best: 100_00,
  worst: 0,
  step: 1_00,
  rounding: 'half_up',
  bands: [
    { worst: 93_00, letter: 'A', gradePoint: 4_00 },
    { worst: 90_00, letter: 'A-', gradePoint: 3_70 },
    { worst: 87_00, letter: 'B+', gradePoint: 3_30 },
    { worst: 83_00, letter: 'B', gradePoint: 3_00 },
    { worst: 80_00, letter: 'B-', gradePoint: 2_70 },
    { worst: 77_00, letter: 'C+', gradePoint: 2_30 },
    { worst: 73_00, letter: 'C', gradePoint: 2_00 },
    { worst: 70_00, letter: 'C-', gradePoint: 1_70 },
    { worst: 67_00, letter: 'D+', gradePoint: 1_30 },
    { worst: 60_00, letter: 'D', gradePoint: 1_00 },
    { worst: 0, letter: 'F', gradePoint: 0 },
  ],
  passMark: 60_00,
  inGpa: true,
};

/** Percent, with the classes of British honours degrees. */
const UK_100: GradingScale = {
  key: 'uk-100',
  version: 1,
  name: 'United Kingdom, honours',
  best: 100_00,
  worst: 0,
  step: 1_00,
  rounding: 'half_up',
  bands: [
    { worst: 70_00, letter: 'First', gradePoint: 4_00 },
    { worst: 60_00, letter: '2:1', gradePoint: 3_30 },
    { worst: 50_00, letter: '2:2', gradePoint: 2_70 },
    { worst: 40_00, letter: 'Third', gradePoint: 2_00 },
    { worst: 0, letter: 'Fail', gradePoint: 0 },
  ],
  passMark: 40_00,
  inGpa: true,
};

/** The grading scales that the app brings. They have one version. Add a new scale instead of changing one: stored results were computed with it. */
export const GRADING_SCALES: readonly GradingScale[] = [VN_10, US_100, UK_100];

const BY_KEY = new Map(GRADING_SCALES.map((scale) => [scale.key, scale]));

/** The scale with this key that the app brings. */
export function findShippedScale(key: string): GradingScale | undefined {
  return BY_KEY.get(key);
}

/** What names the scale of a class. */
export interface UsesScale {
  /** Key of a grading scale. */
  readonly gradingScale: string;
  /** A copy of the scale, if it is one of the school. */
  readonly scale?: GradingScale;
}

/** Finds the grading scale of a class. @throws Error if the class has neither a scale of the app nor a copy of one of the school */
export function findGradingScale({ gradingScale: key, scale: copy }: UsesScale): GradingScale {
  const scale = BY_KEY.get(key) ?? copy;
  if (scale?.key !== key) throw new Error(`There is no grading scale "${key}".`);
  return scale;
}
