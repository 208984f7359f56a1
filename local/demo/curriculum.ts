import type { CreateGradingScaleDto } from '../../src/features/grading/create-grading-scale.dto.js';
import type { CreateSubjectDto } from '../../src/features/subjects/subjects.dto.js';
import type { CreateTermDto } from '../../src/features/terms/terms.dto.js';

export const TERMS: readonly CreateTermDto[] = [
  { code: '2025-2', title: 'Spring 2026', startDate: '2026-01-19', endDate: '2026-06-12' },
  { code: '2026-1', title: 'Autumn 2026', startDate: '2026-09-07', endDate: '2027-01-22' },
  { code: '2026-2', title: 'Spring 2027', startDate: '2027-02-15', endDate: '2027-06-25' },
];

const EXAMS = [
  { key: 'attendance', name: 'Attendance', weight: 10 },
  { key: 'midterm', name: 'Midterm', weight: 30 },
  { key: 'final', name: 'Final exam', weight: 60 },
];

const PROJECTS = [
  { key: 'homework', name: 'Homework', weight: 25 },
  { key: 'project', name: 'Project', weight: 35 },
  { key: 'final', name: 'Final exam', weight: 40 },
];

const subject = (
  code: string,
  name: string,
  department: string,
  credits: number,
  gradingScale = 'vn-10',
  components = EXAMS,
): CreateSubjectDto => ({
  code,
  name,
  department,
  credits,
  gradingScale,
  components,
});

/** The grading scale of the school, beside those of the app. Lower is better. */
export const GERMAN_SCALE: Omit<CreateGradingScaleDto, 'toDefinition'> = {
  ...{ key: 'de-5', name: 'Germany, 1 to 5', best: 1, worst: 5, step: 0.1, rounding: 'cut_better', passMark: 4, inGpa: true },
  bands: [
    { worst: 1.5, letter: 'sehr gut', gradePoint: 4 },
    { worst: 2.5, letter: 'gut', gradePoint: 3 },
    { worst: 3.5, letter: 'befriedigend', gradePoint: 2 },
    { worst: 4, letter: 'ausreichend', gradePoint: 1 },
    { worst: 5, letter: 'nicht ausreichend', gradePoint: 0 },
  ],
};

/** On scales of the app. */
export const SUBJECTS: readonly CreateSubjectDto[] = [
  subject('MATH-101', 'Giải tích I', 'Mathematics', 4),
  subject('MATH-102', 'Linear Algebra', 'Mathematics', 3),
  subject('MATH-201', 'Probability and Statistics', 'Mathematics', 3),
  subject('CS-101', 'Introduction to Programming', 'Computing', 4, 'vn-10', PROJECTS),
  subject('CS-201', 'Data Structures', 'Computing', 4, 'vn-10', PROJECTS),
  subject('CS-301', 'Cloud Computing', 'Computing', 3, 'us-100', PROJECTS),
  subject('VIE-101', 'Tiếng Việt thực hành', 'Languages', 2),
  subject('ENG-101', 'Academic English', 'Languages', 3, 'uk-100'),
  subject('JPN-101', '日本語入門', 'Languages', 3),
  subject('ECO-101', 'Microeconomics', 'Economics', 3),
  subject('ECO-201', 'Econometrics', 'Economics', 3, 'us-100'),
  subject('PHY-101', 'Vật lý đại cương', 'Mathematics', 3),
];

const BONUS = { key: 'bonus', name: 'Extra work', weight: 5, bonus: true } as const;

/** Also with the scale of the school, which must exist first. Cloud Computing has a bonus component. */
export const DEMO_SUBJECTS: readonly CreateSubjectDto[] = [
  subject('GER-101', 'Deutsch I', 'Languages', 7.5, GERMAN_SCALE.key),
  ...SUBJECTS.map((each) => (each.code === 'CS-301' ? { ...each, components: [...each.components, BONUS] } : each)),
];
