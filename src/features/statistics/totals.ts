export const TOTALS = ['people:ADMIN', 'people:LECTURER', 'people:STUDENT', 'subjects', 'classes', 'enrolments'] as const;

export type Total = (typeof TOTALS)[number];
export type Totals = Readonly<Record<Total, number>>;
