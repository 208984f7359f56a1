import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AuditEntry, Facts } from '../audit-entry.js';

/** The fingerprint of an entry: `at`, `id`, the code of what never changes, and the code of what anonymising may remove, if there is any. */
export type Fingerprint = readonly [at: string, id: string, fixed: string, removable: string | null];

/** One signed object: the fingerprints of the entries of some actors on one day. It refers to the one before, so that none can be taken out. */
export interface Link {
  /** In UTC. */
  readonly day: string;
  /** The signature of the link before; null in the first of all. */
  readonly previous: string | null;
  /** The link covers what is behind this position of a period; all from the first actor on, if it is null. */
  readonly after: string | null;
  /** The position through which the link covers the day; null in the last link of a day. */
  readonly through: string | null;
  /** The names of the facts that anonymising may remove. */
  readonly personalFacts: readonly string[];
  readonly actors: Readonly<Record<string, readonly Fingerprint[]>>;
  readonly signature: string;
}

/** Takes the fingerprint of an entry. Its codes need the key, because a reader of the digests could otherwise guess marks and addresses. */
export function fingerprintOf(entry: AuditEntry, personalFacts: readonly string[], key: Buffer): Fingerprint {
  const { id, at, entity, action, by, before, after, reason, requestId } = entry;
  const split = (facts: Facts | undefined, isPersonal: boolean) => {
    const chosen = Object.entries(facts ?? {}).filter(([name]) => personalFacts.includes(name) === isPersonal);
    return chosen.length > 0 ? Object.fromEntries(chosen) : undefined;
  };
  const fixed = { id, at, entity, action, by, requestId, before: split(before, false), after: split(after, false) };
  const removable = { reason, before: split(before, true), after: split(after, true) };
  const hasRemovable = Object.values(removable).some((value) => value !== undefined);
  return [at, id, codeOf(key, 'fixed', fixed), hasRemovable ? codeOf(key, 'removable', { id, ...removable }) : null];
}

/** How a stored entry compares with its fingerprint. `reduced` is what anonymising makes of it. */
export function compare([, , fixed, removable]: Fingerprint, now: Fingerprint): 'same' | 'reduced' | 'changed' {
  if (fixed !== now[2]) return 'changed';
  if (removable === now[3]) return 'same';
  return now[3] === null ? 'reduced' : 'changed';
}

export function sign(link: Omit<Link, 'signature'>, key: Buffer): Link {
  return { ...link, signature: codeOf(key, 'link', link) };
}

/** Reads a link. Returns undefined if it is not signed with the key. */
export function parseLink(text: string, key: Buffer): Link | undefined {
  const link = parseObject(text);
  if (typeof link?.signature !== 'string') return undefined;
  const { signature, ...rest } = link;
  const [given, right] = [Buffer.from(signature), Buffer.from(codeOf(key, 'link', rest))];
  return given.length === right.length && timingSafeEqual(given, right) ? (link as unknown as Link) : undefined;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** An HMAC with SHA-256. The purpose keeps a code of one kind from being used as one of another kind. */
function codeOf(key: Buffer, purpose: 'fixed' | 'removable' | 'link', value: unknown): string {
  return createHmac('sha256', key)
    .update(`${purpose}\n${canonicalJson(value)}`)
    .digest('base64url');
}

/** JSON with sorted names, and without absent values, so that equal values give equal texts. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((each: unknown) => canonicalJson(each ?? null)).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  // A table can also contain sets and bytes. The app writes none of them, so that only their kind matters.
  const kind = Object.prototype.toString.call(value);
  if (kind !== '[object Object]') return JSON.stringify(kind);
  const members = Object.entries(value).filter(([, each]) => each !== undefined);
  members.sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, each]) => `${JSON.stringify(name)}:${canonicalJson(each)}`).join()}}`;
}
