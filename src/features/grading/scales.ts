/** The letter and grade point for results from `min` up. */
export interface Band {
  /** The lowest result of the band, in hundredths. */
  readonly min: number;
  readonly letter: string;
  /** Out of 4, in hundredths. Common to all scales, so that one GPA can mix them. */
  readonly gradePoint: number;
}

/** Converts marks to results. */
export interface GradingScale {
  readonly key: string;
  readonly name: string;
  /** The highest mark, in hundredths. */
  readonly maximum: number;
  /** Decimal places that a result is rounded to. */
  readonly places: 0 | 1 | 2;
  /** The highest band first. The last one begins at 0. */
  readonly bands: readonly Band[];
  /** The lowest result that passes, in hundredths. */
  readonly passMark: number;
}

/** The 10-point scale of Vietnamese universities, with the letters and grade points of their credit system. */
const VN_10: GradingScale = {
  key: 'vn-10',
  name: 'Vietnam, 10 points',
  maximum: 10_00,
  places: 1,
  bands: [
    { min: 9_50, letter: 'A+', gradePoint: 4_00 },
    { min: 8_50, letter: 'A', gradePoint: 4_00 },
    { min: 8_00, letter: 'B+', gradePoint: 3_50 },
    { min: 7_00, letter: 'B', gradePoint: 3_00 },
    { min: 6_50, letter: 'C+', gradePoint: 2_50 },
    { min: 5_50, letter: 'C', gradePoint: 2_00 },
    { min: 5_00, letter: 'D+', gradePoint: 1_50 },
    { min: 4_00, letter: 'D', gradePoint: 1_00 },
    { min: 0, letter: 'F', gradePoint: 0 },
  ],
  passMark: 4_00,
};

/** Percent, with the usual letters of colleges in the United States. */
const US_100: GradingScale = {
  key: 'us-100',
  name: 'United States, percent',
  maximum: 100_00,
  places: 0,
  bands: [
    { min: 93_00, letter: 'A', gradePoint: 4_00 },
    { min: 90_00, letter: 'A-', gradePoint: 3_70 },
    { min: 87_00, letter: 'B+', gradePoint: 3_30 },
    { min: 83_00, letter: 'B', gradePoint: 3_00 },
    { min: 80_00, letter: 'B-', gradePoint: 2_70 },
    { min: 77_00, letter: 'C+', gradePoint: 2_30 },
    { min: 73_00, letter: 'C', gradePoint: 2_00 },
    { min: 70_00, letter: 'C-', gradePoint: 1_70 },
    { min: 67_00, letter: 'D+', gradePoint: 1_30 },
    { min: 60_00, letter: 'D', gradePoint: 1_00 },
    { min: 0, letter: 'F', gradePoint: 0 },
  ],
  passMark: 60_00,
};

/** Percent, with the classes of British honours degrees. */
const UK_100: GradingScale = {
  key: 'uk-100',
  name: 'United Kingdom, honours',
  maximum: 100_00,
  places: 0,
  bands: [
    { min: 70_00, letter: 'First', gradePoint: 4_00 },
    { min: 60_00, letter: '2:1', gradePoint: 3_30 },
    { min: 50_00, letter: '2:2', gradePoint: 2_70 },
    { min: 40_00, letter: 'Third', gradePoint: 2_00 },
    { min: 0, letter: 'Fail', gradePoint: 0 },
  ],
  passMark: 40_00,
};

/** All grading scales. Add a new scale instead of changing one: stored results were computed with it. */
export const GRADING_SCALES: readonly GradingScale[] = [VN_10, US_100, UK_100];

const BY_KEY = new Map(GRADING_SCALES.map((scale) => [scale.key, scale]));

/** Finds the grading scale of a stored subject or class. @throws Error if the scale was removed from `GRADING_SCALES` */
export function findGradingScale({ gradingScale: key }: { readonly gradingScale: string }): GradingScale {
  const scale = BY_KEY.get(key);
  if (!scale) throw new Error(`There is no grading scale "${key}".`);
  return scale;
}
