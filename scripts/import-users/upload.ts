import { setTimeout as wait } from 'node:timers/promises';
import type { Invitation } from '../../src/features/users/invitations.service.js';
import { type ImportOutcomeDto, MAX_ROWS } from '../../src/features/users/user-import.dto.js';
import type { ImportRow } from '../../src/features/users/user-import.js';

export interface Uploaded {
  readonly row: ImportRow;
  readonly result: ImportOutcomeDto;
}

/** What sends rows to a school. */
export interface Receiver {
  /** @returns the outcome of each user, in the same order */
  importUsers(users: readonly Invitation[]): Promise<ImportOutcomeDto[]>;
  /** Signs in again for rows that need a recent sign-in. @returns whether that is possible */
  signInAgain(): Promise<boolean>;
}

const NEEDS_SIGN_IN = 'insufficient_user_authentication';
/** Error codes after which the same row may succeed later. */
const TEMPORARY_ERRORS = new Set(['account_pending', 'in_progress', 'unavailable', 'outcome_unknown', 'stale_version']);
/** The limit of attempts in a row without any progress. */
const MAX_FAILED_ATTEMPTS = 5;
const PAUSE_MS = 2_000;

/** Sends rows part by part, and repeats each part until no row can make progress. Yields each part. */
export async function* upload(rows: readonly ImportRow[], receiver: Receiver, pauseMs = PAUSE_MS): AsyncGenerator<Uploaded[]> {
  for (let start = 0; start < rows.length; start += MAX_ROWS) {
    yield await uploadPart(rows.slice(start, start + MAX_ROWS), receiver, pauseMs);
  }
}

/** Whether a row has no final outcome yet. */
export function isUnfinished({ outcome, error }: ImportOutcomeDto): boolean {
  return outcome === 'not_attempted' || TEMPORARY_ERRORS.has(error?.code ?? '');
}

async function uploadPart(part: readonly ImportRow[], receiver: Receiver, pauseMs: number): Promise<Uploaded[]> {
  const results = new Map<ImportRow, ImportOutcomeDto>();
  const needsSignIn = (row: ImportRow) => results.get(row)!.error?.code === NEEDS_SIGN_IN;
  let left = part;
  let hasSignedIn = false;
  for (let failedAttempts = 0; left.length > 0 && failedAttempts < MAX_FAILED_ATTEMPTS;) {
    const answered = await receiver.importUsers(left.map(({ invitation }) => invitation!));
    left.forEach((row, at) => results.set(row, answered[at]!));
    if (left.some(needsSignIn) && !hasSignedIn && (await receiver.signInAgain())) {
      hasSignedIn = true;
      left = left.filter((row) => needsSignIn(row) || isUnfinished(results.get(row)!));
      continue;
    }
    const open = left.filter((row) => isUnfinished(results.get(row)!));
    failedAttempts = open.length < left.length ? 0 : failedAttempts + 1;
    left = open;
    if (left.length > 0) await wait(pauseMs);
  }
  return part.map((row) => ({ row, result: results.get(row)! }));
}
