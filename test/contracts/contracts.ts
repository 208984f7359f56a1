import type { EngineUnderTest } from '../fixtures/engines.js';
import { actorsContract } from './actors.contract.js';
import { auditContract } from './audit.contract.js';
import { auditingContract } from './auditing.contract.js';
import { classChangesContract } from './class-changes.contract.js';
import { classListsContract } from './class-lists.contract.js';
import { classesContract } from './classes.contract.js';
import { correctionsContract } from './corrections.contract.js';
import { countsContract } from './counts.contract.js';
import { departuresContract } from './departures.contract.js';
import { enrolmentsContract } from './enrolments.contract.js';
import { externalResultsContract } from './external-results.contract.js';
import { feedbackContract } from './feedback.contract.js';
import { gradingScalesContract } from './grading-scales.contract.js';
import { gpaRulesContract } from './gpa-rules.contract.js';
import { idempotencyContract } from './idempotency.contract.js';
import { jobsContract } from './jobs.contract.js';
import { markNoticesContract } from './mark-notices.contract.js';
import { marksContract } from './marks.contract.js';
import { materialsContract } from './materials.contract.js';
import { movesContract } from './moves.contract.js';
import { nameCopiesContract } from './name-copies.contract.js';
import { notificationsContract } from './notifications.contract.js';
import { peopleContract } from './people.contract.js';
import { PORTS } from './ports.js';
import { readMarksContract } from './read-marks.contract.js';
import { relationsContract } from './relations.contract.js';
import { seatsContract } from './seats.contract.js';
import { subjectGuardContract } from './subject-guard.contract.js';
import { subjectsContract } from './subjects.contract.js';
import { termsContract } from './terms.contract.js';
import { uploadsContract } from './uploads.contract.js';
import { usersListContract } from './users-list.contract.js';
import { usersContract } from './users.contract.js';

/** A contract: what every engine must do behind one port. */
export type Contract = (engine: () => EngineUnderTest) => void;

const CONTRACTS: Contract[] = [
  // These read whole tables: they come first, while there is little in them.
  termsContract,
  subjectsContract,
  gradingScalesContract,
  auditContract,
  countsContract,
  usersListContract,

  actorsContract,
  classesContract,
  classListsContract,
  classChangesContract,
  correctionsContract,
  enrolmentsContract,
  auditingContract,
  departuresContract,
  movesContract,
  seatsContract,
  subjectGuardContract,
  marksContract,
  markNoticesContract,
  feedbackContract,
  externalResultsContract,
  gpaRulesContract,
  idempotencyContract,
  materialsContract,
  notificationsContract,
  peopleContract,
  jobsContract,
  readMarksContract,
  relationsContract,
  nameCopiesContract,
  uploadsContract,
  usersContract,
];

/** All that an engine must do. An engine's spec calls this, and adds nothing. */
export function describeContracts(name: string, start: () => Promise<EngineUnderTest>): void {
  describe(name, () => {
    let engine: EngineUnderTest;
    beforeAll(async () => {
      engine = await start();
    });
    afterAll(() => engine.close());
    it.each(PORTS.map((port) => [port.name, port] as const))('provides %s', (_name, port) =>
      expect(engine.port(port)).toBeInstanceOf(Object),
    );
    CONTRACTS.forEach((contract) => contract(() => engine));
  });
}
