/** How often a person calls a route on a school day, and the database units of one request. */
export interface RouteUse {
  readonly route: string;
  readonly perStudent: number;
  readonly perLecturer: number;
  /** Units, at 5 classes a student and 40 students a class: `test/e2e/cli/costs.full.ts` measures them. */
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** A day on which all users look twice and lecturers save marks. */
export const DAY: readonly RouteUse[] = [
  { route: 'GET /config', perStudent: 2, perLecturer: 2, readUnits: 0, writeUnits: 0 },
  { route: 'GET /me', perStudent: 2, perLecturer: 2, readUnits: 0.5, writeUnits: 0 },
  { route: 'GET /me/classes', perStudent: 2, perLecturer: 4, readUnits: 3, writeUnits: 0 },
  { route: 'GET /notifications/unread-count', perStudent: 8, perLecturer: 8, readUnits: 6.5, writeUnits: 0 },
  { route: 'GET /notifications', perStudent: 2, perLecturer: 2, readUnits: 6.5, writeUnits: 0 },
  { route: 'GET /classes/{classId}/scores/me', perStudent: 2, perLecturer: 0, readUnits: 6, writeUnits: 0 },
  { route: 'GET /me/transcript', perStudent: 0.5, perLecturer: 0, readUnits: 5, writeUnits: 0 },
  { route: 'GET /classes/{classId}/materials', perStudent: 2, perLecturer: 1, readUnits: 2, writeUnits: 0 },
  { route: 'GET /classes/{classId}/scores', perStudent: 0, perLecturer: 4, readUnits: 4.5, writeUnits: 0 },
  { route: 'PATCH /classes/{classId}/scores', perStudent: 0, perLecturer: 1, readUnits: 41, writeUnits: 287 },
  { route: 'PUT /classes/{classId}/scores/{studentId}', perStudent: 0, perLecturer: 5, readUnits: 2, writeUnits: 11 },
  { route: 'PUT /notifications/{id}/read', perStudent: 1, perLecturer: 1, readUnits: 3, writeUnits: 4 },
];

export const SCHOOL = {
  daysAMonth: 22,
  studentsPerLecturer: 20,
  /** Per request at 1024 MB, including cold starts. */
  billedMilliseconds: 40,
  /** The average size of a response, and of its log lines. */
  answerKilobytes: 4,
  logKilobytes: 1,
  /** Stored per person: enrolments, marks, history. */
  kilobytesPerPerson: 60,
  /** Files: avatars, and a share of class materials. */
  megabytesPerPerson: 20,
  mailsPerPersonAMonth: 0.2,
  /** Lambda traces the first request of a second and 5 % of the others. A school day of requests has 10 hours. */
  tracedShare: 0.05,
  secondsADay: 36_000,
} as const;

/**
 * Fixed costs of a stage, from the resources in `infra/`. Alarms are billed per metric: the 13 alarms of the app have 16 metrics, those of the 6 tables
 * two for each table and each of the 9 indexes.
 */
export const STAGE = { secrets: 4, alarmMetrics: 46, metrics: 6, firewallRules: 5, ticksAMonth: 11_680 } as const;

/** The digests of the audit log in `prod`. */
export const DIGESTS = {
  /** Every day, a query for each person, and two readings of half a kilobyte for each profile. */
  readUnitsPerPersonAMonth: 30 * (0.5 + 2 * 0.0625),
  /** Object lock keeps them for five years: 47 entries a month and person, of 170 bytes. */
  kilobytesPerPerson: 480,
  listsAMonth: 2_920,
} as const;
