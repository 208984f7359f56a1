import { createHash } from 'node:crypto';
import type { FieldChangeDto } from '../../src/features/users/user-import.dto.js';
import type { ImportRow } from '../../src/features/users/user-import.js';
import type { Options } from './options.js';
import type { ResultLine } from './results.js';
import type { Uploaded } from './upload.js';

/** The outcomes after which a row needs no other attempt. */
const FINISHED = ['created', 'updated', 'unchanged'];

export function isFinished(outcome: string | undefined): boolean {
  return outcome !== undefined && FINISHED.includes(outcome);
}

/** Identifies a row with the same contents, for the same school and in the same mode, whatever its line. */
export function fingerprint({ invitation }: ImportRow, { url, mode, enable }: Options): string {
  const contents = Object.entries(invitation!).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([new URL(url).origin, mode, enable, contents]))
    .digest('hex')
    .slice(0, 16);
}

export function toResultLine({ row, result }: Uploaded, fingerprintOfRow: string): ResultLine {
  const { outcome, error, disabled, changes } = result;
  return {
    ...personOf(row),
    outcome,
    changes: changes?.map(formatChange).join('; '),
    error: error && `${error.code}: ${error.message}`,
    note: disabled && 'This person is disabled.',
    row: fingerprintOfRow,
  };
}

/** The line of a row that was not sent, because it is invalid. */
export function toRefusedLine(row: ImportRow): ResultLine {
  return { ...personOf(row), outcome: 'error', changes: undefined, error: row.refusal!.message, note: undefined, row: undefined };
}

/** Names a row for people, e.g. `line 3 (S-1)`. */
export function formatRow(row: ImportRow): string {
  return `line ${lineNumberOf(row)} (${row.code ?? row.email ?? 'without a code'})`;
}

function personOf(row: ImportRow) {
  return { line: lineNumberOf(row), code: row.code, email: row.email };
}

function lineNumberOf({ place }: ImportRow): number {
  return 'line' in place ? place.line : place.index;
}

function formatChange({ field, before, after }: FieldChangeDto): string {
  return `${field}: ${before ?? '(blank)'} → ${after || '(blank)'}`;
}
