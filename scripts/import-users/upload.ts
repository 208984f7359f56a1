import { setTimeout as wait } from 'node:timers/promises';
import type { Invitation } from '../../src/features/users/invitations.service.js';
import { type ImportOutcomeDto, MAX_ROWS } from '../../src/features/users/user-import.dto.js';
import type { ImportRow } from '../../src/features/users/user-import.js';

export interface Uploaded {
  readonly row: ImportRow;
  readonly result: ImportOutcomeDto;
}

/** Error codes after which the same row may succeed later. */
const TEMPORARY_ERRORS = new Set(['account_pending', 'in_progress', 'unavailable', 'outcome_unknown']);
/** The limit of attempts in a row without any progress. */
const MAX_FAILED_ATTEMPTS = 5;
const PAUSE_MS = 2_000;

/** Sends rows part by part, and repeats each part until no row can make progress. Yields each finished part. */
export async function* upload(
  rows: readonly ImportRow[],
  send: (users: readonly Invitation[]) => Promise<ImportOutcomeDto[]>,
): AsyncGenerator<Uploaded[]> {
  for (let start = 0; start < rows.length; start += MAX_ROWS) {
    yield await uploadPart(rows.slice(start, start + MAX_ROWS), send);
  }
}

async function uploadPart(
  part: readonly ImportRow[],
  send: (users: readonly Invitation[]) => Promise<ImportOutcomeDto[]>,
): Promise<Uploaded[]> {
  const results = new Map<ImportRow, ImportOutcomeDto>();
  let left = part;
  for (let failedAttempts = 0; left.length > 0 && failedAttempts < MAX_FAILED_ATTEMPTS;) {
    const answered = await send(left.map(({ invitation }) => invitation!));
    left.forEach((row, at) => results.set(row, answered[at]!));
    const open = left.filter((row) => isOpen(results.get(row)!));
    failedAttempts = open.length < left.length ? 0 : failedAttempts + 1;
    left = open;
    if (left.length > 0) await wait(PAUSE_MS);
  }
  return part.map((row) => ({ row, result: results.get(row)! }));
}

function isOpen({ outcome, error }: ImportOutcomeDto): boolean {
  return outcome === 'not_attempted' || TEMPORARY_ERRORS.has(error?.code ?? '');
}
