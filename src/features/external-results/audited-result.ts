import { difference, type Facts } from '../audit/audit-entry.js';
import { toDecimal } from '../grading/mark.js';
import { EXTERNAL_RESULT_TEXTS, type ExternalResult } from './external-result.js';

type Audited = Omit<ExternalResult, 'studentId' | 'place' | 'version' | 'createdAt' | 'updatedAt'>;

/** The free text, which anonymising removes from the audit log, so it is in a fact of its own. */
const TEXTS = ['title', 'institution', 'result', 'term'] as const satisfies readonly (keyof Audited)[];

/** The facts of an added or a deleted result. */
export function auditedResult(result: Audited): Facts {
  const { id, credits, notation, subjectId } = result;
  const texts = Object.fromEntries(TEXTS.filter((field) => result[field] !== undefined).map((field) => [field, result[field]]));
  return { externalResultId: id, credits: toDecimal(credits), notation, ...(subjectId && { subjectId }), [EXTERNAL_RESULT_TEXTS]: texts };
}

/** The facts of a change. Returns undefined if nothing changed. */
export function auditedFacts(before: Audited, after: Audited): { before: Facts; after: Facts } | undefined {
  const values = difference(withDecimals(before), withDecimals(after), ['credits', 'subjectId']);
  const texts = difference(before, after, TEXTS);
  if (!values && !texts) return undefined;
  const toFacts = (side: 'before' | 'after'): Facts => ({
    externalResultId: after.id,
    ...values?.[side],
    ...(texts && { [EXTERNAL_RESULT_TEXTS]: texts[side] }),
  });
  return { before: toFacts('before'), after: toFacts('after') };
}

function withDecimals(result: Audited): Audited {
  return { ...result, credits: toDecimal(result.credits) };
}
