/** The notation of credits that were earned elsewhere. It is also their letter on a transcript. */
export const TRANSFER = 'TR' as const;

/** Credits that a student earned at another institution, and that the school recognises. */
export interface ExternalResult {
  readonly id: string;
  readonly studentId: string;
  /** From 0 to `MAX_EXTERNAL_RESULTS` - 1. A student has at most one result in each place. */
  readonly place: number;
  readonly title: string;
  /** Absent after the student was anonymised. */
  readonly institution?: string;
  /** In hundredths. */
  readonly credits: number;
  /** The result in the words of the institution, e.g. `1.7`. */
  readonly result?: string;
  readonly notation: typeof TRANSFER;
  /** The label of the term in which it was earned, e.g. `Summer 2024`. */
  readonly term?: string;
  /** The subject of this school that it stands for. */
  readonly subjectId?: string;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export const MAX_EXTERNAL_RESULTS = 100;

/** The fact of an audit entry with the free text of an external result. Anonymising removes it. */
export const EXTERNAL_RESULT_TEXTS = 'externalResult';

/** The first place without a result, or undefined if every place has one. */
export function findFreePlace(results: readonly ExternalResult[]): number | undefined {
  const taken = new Set(results.map(({ place }) => place));
  return Array.from({ length: MAX_EXTERNAL_RESULTS }, (_, place) => place).find((place) => !taken.has(place));
}

/** The results in the order in which they were entered. */
export function inOrderOfEntry(results: readonly ExternalResult[]): ExternalResult[] {
  return [...results].sort((one, other) => compare(one.createdAt, other.createdAt) || compare(one.id, other.id));
}

/** Removes all free text, which can say who the student is. The credits stay. */
export function anonymiseExternalResult({
  institution: _institution,
  result: _result,
  term: _term,
  ...kept
}: ExternalResult): ExternalResult {
  return { ...kept, title: 'Transferred credits', version: kept.version + 1 };
}

/** Whether there is no free text left. */
export function isAnonymised(result: ExternalResult): boolean {
  return result.institution === undefined;
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
