import { type SchoolClass, toTermCode } from '../../../features/classes/school-class.js';
import { AlreadyEnrolled, StudentChanged } from '../../../features/enrolments/enrolments.errors.js';
import type { Joining } from '../../../features/enrolments/enrolments.repository.js';
import { isAuditing, withAuditing } from '../../../features/enrolments/final.js';
import { NOTATIONS } from '../../../features/grading/notation.js';
import type { Action, Database } from '../driver/database.js';
import { assignments, type Expression, expression } from '../driver/expression.js';
import { toResultsItem } from '../schema/enrolment-item.js';
import { keys } from '../schema/keys.js';

/** Creates a row, or enrols the student of an existing row again. The marks in it stay. */
export function putRow(database: Database, { id, term, code, subjectId }: SchoolClass, joining: Joining, at: string): Action {
  const { student } = joining;
  const row = {
    term,
    termCode: toTermCode({ term, code }),
    classCode: code,
    subjectId,
    studentCode: student.code,
    studentName: { givenName: student.givenName, familyName: student.familyName },
    nameVersion: student.nameVersion,
    // The transaction requires an enabled student.
    disabled: undefined,
    status: 'ENROLLED',
    marks: expression`if_not_exists(#marks, ${{}})`,
    version: expression`if_not_exists(#version, ${0}) + ${1}`,
    enrolledAt: at,
    withdrawnAt: undefined,
    droppedAt: undefined,
    ...(decidesAuditing(joining) && toResultsItem(withAuditing(joining.row ?? {}, joining.auditing ?? false))),
  };
  return database.update(
    'scores',
    keys.enrolment(id, student.id),
    assignments(row),
    expression`(attribute_not_exists(#status) OR #status = ${'WITHDRAWN'}) AND ${isAsRead(joining)}`,
    (current) => (current?.status === 'ENROLLED' ? new AlreadyEnrolled() : new StudentChanged()),
  );
}

/** Whether the student audits the class now, or did before. */
function decidesAuditing({ row, auditing = false }: Joining): boolean {
  return auditing || isAuditing(row ?? {});
}

/** To enter or remove `AU`, the row must be as it was read. Otherwise it must have none. */
function isAsRead(joining: Joining): Expression {
  if (!decidesAuditing(joining)) {
    return expression`(attribute_not_exists(#final.#notation.#code) OR #final.#notation.#code <> ${NOTATIONS.AU.code})`;
  }
  return joining.row ? expression`#version = ${joining.row.version}` : expression`attribute_not_exists(#version)`;
}
