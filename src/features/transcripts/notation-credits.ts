import type { Standing } from '../grading/gpa.js';
import { fromDecimal, toDecimal } from '../grading/mark.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { Notation } from '../grading/notation.js';

interface Line {
  readonly schoolClass: Pick<SchoolClass, 'subjectId' | 'credits'>;
  readonly notation?: Notation;
}

type Credits = Pick<Standing, 'creditsAttempted' | 'creditsEarned'>;

/** Adds the credits of notations, which have no grade points, to those of results. */
export function addNotationCredits({ creditsAttempted, creditsEarned }: Credits, lines: readonly Line[]): Credits {
  const attempted = lines.filter(({ notation }) => notation?.attempts);
  const earned = lines.filter(({ notation }) => notation?.earns);
  return {
    creditsAttempted: toDecimal(fromDecimal(creditsAttempted) + creditsOf(attempted)),
    creditsEarned: toDecimal(fromDecimal(creditsEarned) + creditsOf(earned)),
  };
}

/** As `addNotationCredits`, over all terms: credits of a subject are earned once. @param isPassed whether a subject was passed with a result */
export function addNotationCreditsOnce(credits: Credits, lines: readonly Line[], isPassed: (subjectId: string) => boolean): Credits {
  const counted = new Set<string>();
  const once = lines.map((line) => {
    const { subjectId } = line.schoolClass;
    if (!line.notation?.earns) return line;
    const isFirst = !isPassed(subjectId) && !counted.has(subjectId);
    counted.add(subjectId);
    return isFirst ? line : { ...line, notation: { ...line.notation, earns: false } };
  });
  return addNotationCredits(credits, once);
}

/** In hundredths. */
function creditsOf(lines: readonly Line[]): number {
  return lines.reduce((sum, { schoolClass }) => sum + fromDecimal(schoolClass.credits), 0);
}
