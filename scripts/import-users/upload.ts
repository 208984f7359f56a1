import { setTimeout as wait } from 'node:timers/promises';
import type { Invitation } from '../../src/features/users/invitations.service.js';
import type { ImportRow } from '../../src/features/users/user-import.js';
import { MAX_ROWS, type ImportOutcomeDto } from '../../src/features/users/user-import.dto.js';

export interface Uploaded {
  readonly row: ImportRow;
  readonly result: ImportOutcomeDto;
}

/** Errors after which the same row may succeed. */
const PASSING = new Set(['account_pending', 'in_progress', 'unavailable', 'outcome_unknown']);
/** How often a part is sent again although nothing of it succeeded. */
const MAX_FAILED_ATTEMPTS = 5;
const PAUSE_MS = 2_000;

/** Sends rows part by part, and each part again until no row of it can get any further. @returns each part when it is done */
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
  for (let vain = 0; left.length > 0 && vain < MAX_FAILED_ATTEMPTS;) {
    const answered = await send(left.map(({ invitation }) => invitation!));
    left.forEach((row, at) => results.set(row, answered[at]!));
    const open = left.filter((row) => isOpen(results.get(row)!));
    vain = open.length < left.length ? 0 : vain + 1;
    left = open;
    if (left.length > 0) await wait(PAUSE_MS);
  }
  return part.map((row) => ({ row, result: results.get(row)! }));
}

function isOpen({ outcome, error }: ImportOutcomeDto): boolean {
  return outcome === 'not_attempted' || PASSING.has(error?.code ?? '');
}
