import { createHash } from 'node:crypto';
import type { Enrolment, EnrolmentKey } from '../enrolments/enrolment.js';
import type { Marks } from '../grading/component.js';
import { formatMark, parseFlagCell, toHundredths } from '../grading/mark.js';

const SEEN = /^v([1-9]\d{0,8})\.([0-9a-f]{8})\.([0-9a-f]{8})((?: [a-z][a-z0-9_-]{0,31}=(?:[\d.]{1,12}|EX|ABS))*)$/;
/** Hexadecimal digits of a check. It finds mistakes, and is no protection against a person who wants to deceive. */
const CHECK_LENGTH = 8;

/** What an exported line knows of its row. An import compares it with the row, so that it changes only what was edited. */
export interface Seen {
  readonly version: number;
  readonly marks: Marks;
}

/**
 * Writes what a line knows, e.g. `v4.6b86b273.d4735e3a midterm=7.25`: the version of the row, a check of the class, a check of the line, and the marks.
 * A spreadsheet program reads it as text.
 */
export function formatSeen(row: Pick<Enrolment, 'classId' | 'studentId' | 'version' | 'marks'>): string {
  const marks = Object.entries(row.marks).map(([key, mark]) => ` ${key}=${formatMark(mark)}`);
  return `v${row.version}.${checkClass(row.classId)}.${checkLine(row, row.version, marks.join(''))}${marks.join('')}`;
}

/** Reads what a line knows. Returns undefined unless it is what the file of this row has, unedited. */
export function parseSeen(text: string, key: EnrolmentKey): Seen | undefined {
  const [, version, ofClass, ofLine, marks = ''] = SEEN.exec(text) ?? [];
  if (ofClass !== checkClass(key.classId) || ofLine !== checkLine(key, Number(version), marks)) return undefined;
  const pairs = marks.split(' ').slice(1);
  return {
    version: Number(version),
    marks: Object.fromEntries(
      pairs.map((pair) => pair.split('=') as [string, string]).map(([name, mark]) => [name, parseFlagCell(mark) ?? toHundredths(mark)!]),
    ),
  };
}

/** Whether the line is from the file of another class. */
export function isOfAnotherClass(text: string, classId: string): boolean {
  const ofClass = SEEN.exec(text)?.[2];
  return ofClass !== undefined && ofClass !== checkClass(classId);
}

function checkClass(classId: string): string {
  return check(classId);
}

function checkLine({ classId, studentId }: EnrolmentKey, version: number, marks: string): string {
  return check(`${classId} ${studentId} ${version}${marks}`);
}

function check(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, CHECK_LENGTH);
}
