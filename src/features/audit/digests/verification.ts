import { mapConcurrent } from '../../../core/async/map-concurrent.js';
import { addDays, daysBetween } from '../../../core/time/utc-days.js';
import type { AuditEntry } from '../audit-entry.js';
import type { AuditRepository } from '../audit.repository.js';
import { Anonymisations, type People } from './anonymisations.js';
import type { DigestStorage, LinkPlace } from './digest-storage.js';
import { compare, type Fingerprint, fingerprintOf, type Link } from './link.js';

/** The most entries of a kind that a report names for each day. */
const MAX_NAMES = 50;
/** The links that are read at the same time. */
const MAX_CONCURRENT_LINKS = 8;

/** The days to verify, both included, and the position behind which to start. */
export interface Period {
  readonly from: string;
  readonly to: string;
  readonly after?: string;
}

/**
 * What is wrong with the digest of a day: it is missing, it has not all its links, a link is not signed with the key, a link does not follow the one
 * before, or a link was replaced or deleted (its first version was read).
 */
export type DigestProblem = 'missing' | 'incomplete' | 'forged' | 'broken' | 'replaced';

/** Entries of a day that differ from the digest. */
export interface Difference {
  readonly count: number;
  /** Some of them, as in the sort key of the ledger: `<at>#<id>`. */
  readonly names: readonly string[];
}

export interface DayReport {
  readonly day: string;
  /** Whether the day is older than the first digest of all, so that it has none. */
  readonly isOlder: boolean;
  readonly problems: readonly DigestProblem[];
  readonly removed: Difference;
  readonly changed: Difference;
  readonly added: Difference;
}

export interface Verification {
  readonly days: readonly DayReport[];
  /** Whether there is no digest at all yet. */
  readonly isEmpty: boolean;
  /** The position through which entries were compared, if there are more. */
  readonly next?: string;
}

export interface Sources {
  readonly entries: AuditRepository;
  readonly storage: DigestStorage;
  readonly key: Buffer;
  readonly people: People;
  readonly isTimeOver: () => boolean;
}

interface Expected {
  readonly day: string;
  readonly fingerprint: Fingerprint;
  readonly personalFacts: readonly string[];
}

type Kind = 'removed' | 'changed' | 'added';

/** Compares entries with their digests. */
export async function verifyEntries({ from, to, after }: Period, sources: Sources): Promise<Verification> {
  const { entries, storage, key, isTimeOver } = sources;
  const places = await storage.list();
  const digests = await readDigests(places, storage, from, to);
  const found: Record<Kind, Map<string, string[]>> = { removed: new Map(), changed: new Map(), added: new Map() };
  const report = (kind: Kind, day: string, name: string) => {
    const names = found[kind].get(day) ?? [];
    names.push(name);
    found[kind].set(day, names);
  };
  const anonymisations = new Anonymisations(sources, places);
  const compareOne = async (entry: AuditEntry, expected: Expected | undefined) => {
    const name = `${entry.at}#${entry.id}`;
    const day = entry.at.slice(0, 10);
    if (!expected) {
      if (digests.isComplete(day)) report('added', day, name);
      return;
    }
    const result = compare(expected.fingerprint, fingerprintOf(entry, expected.personalFacts, key));
    if (result === 'changed' || (result === 'reduced' && !(await anonymisations.cover(entry)))) report('changed', expected.day, name);
  };

  let next: string | undefined;
  for await (const { actorId, entries: stored, behind, through, position } of entries.period(from, addDays(to, 1), after)) {
    const expected = digests.take(actorId, behind, through);
    for (const entry of stored) {
      const name = `${entry.at}#${entry.id}`;
      await compareOne(entry, expected.get(name));
      expected.delete(name);
    }
    for (const [name, { day }] of expected) report('removed', day, name);
    if (!isTimeOver()) continue;
    next = position;
    break;
  }
  // The profiles of these actors are gone, and with them the way to their entries.
  const [lastActor] = next?.split(' ', 1) ?? [];
  for (const actorId of digests.actorsLeft().filter((id) => id > (after ?? '') && (lastActor === undefined || id < lastActor)))
    for (const [name, { day }] of digests.take(actorId)) report('removed', day, name);

  const differenceOf = (kind: Kind, day: string): Difference => {
    const names = found[kind].get(day) ?? [];
    return { count: names.length, names: names.slice(0, MAX_NAMES) };
  };
  const days = daysBetween(from, to).map((day) => ({
    ...{ day, isOlder: digests.isOlder(day), problems: digests.problemsOf(day) },
    ...{ removed: differenceOf('removed', day), changed: differenceOf('changed', day), added: differenceOf('added', day) },
  }));
  return { days, isEmpty: places.length === 0, next };
}

/** The digests of some days. */
class Digests {
  private readonly actors = new Map<string, Map<string, Expected>>();
  private readonly problems = new Map<string, Set<DigestProblem>>();
  private readonly complete = new Set<string>();

  /** @param firstDay the day of the first link of all, if there is one */
  constructor(private readonly firstDay: string | undefined) {}

  add({ day, actors, personalFacts, through }: Link): void {
    if (through === null) this.complete.add(day);
    for (const [actorId, fingerprints] of Object.entries(actors)) {
      const expected = this.actors.get(actorId) ?? new Map<string, Expected>();
      for (const fingerprint of fingerprints) expected.set(`${fingerprint[0]}#${fingerprint[1]}`, { day, fingerprint, personalFacts });
      this.actors.set(actorId, expected);
    }
  }

  addProblem(day: string, problem: DigestProblem): void {
    this.problems.set(day, (this.problems.get(day) ?? new Set()).add(problem));
  }

  isOlder(day: string): boolean {
    return this.firstDay !== undefined && day < this.firstDay;
  }

  isComplete(day: string): boolean {
    return this.complete.has(day);
  }

  problemsOf(day: string): DigestProblem[] {
    return [...(this.problems.get(day) ?? [])];
  }

  /** Puts what is expected of each actor in order. */
  sort(): void {
    for (const [actorId, expected] of this.actors)
      this.actors.set(actorId, new Map([...expected].sort(([one], [other]) => (one < other ? -1 : 1))));
  }

  /** What the digests expect of an actor behind one name and through another. Forgets it, and all before it. */
  take(actorId: string, behind = '', through?: string): Map<string, Expected> {
    const left = this.actors.get(actorId) ?? new Map<string, Expected>();
    const taken = new Map<string, Expected>();
    for (const [name, expected] of left) {
      if (through !== undefined && name > through) return taken;
      if (name > behind) taken.set(name, expected);
      left.delete(name);
    }
    this.actors.delete(actorId);
    return taken;
  }

  actorsLeft(): string[] {
    return [...this.actors.keys()];
  }
}

async function readDigests(places: readonly LinkPlace[], storage: DigestStorage, from: string, to: string): Promise<Digests> {
  const wanted = places.filter(({ day }) => day >= from && day <= to);
  const [first, last, read] = await Promise.all([
    storage.firstOf(places),
    storage.lastOf(places.filter(({ day }) => day < from)),
    mapConcurrent(wanted, MAX_CONCURRENT_LINKS, async (place) => ({ place, link: await storage.read(place) })),
  ]);
  const digests = new Digests(first?.previous === null ? first.day : undefined);
  let before = last;
  for (const { place, link } of read) {
    if (place.object.wasReplaced) digests.addProblem(place.day, 'replaced');
    if (!link) {
      digests.addProblem(place.day, 'forged');
      continue;
    }
    if (before ? !follows(link, before) : link.signature !== first?.signature) digests.addProblem(place.day, 'broken');
    digests.add(link);
    before = link;
  }
  digests.sort();
  for (const day of daysBetween(from, to)) {
    if (digests.isOlder(day) || digests.isComplete(day)) continue;
    digests.addProblem(day, wanted.some((place) => place.day === day) ? 'incomplete' : 'missing');
  }
  return digests;
}

function follows(link: Link, before: Link): boolean {
  return link.previous === before.signature;
}
