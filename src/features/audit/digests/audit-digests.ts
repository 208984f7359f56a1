import type { WriteOnceStorage } from '../../../adapters/storage/write-once-storage.js';
import { currentContext } from '../../../core/context/request-context.js';
import type { Clock } from '../../../core/time/clock.js';
import { addDays, toUtcDay } from '../../../core/time/utc-days.js';
import type { AuditRepository } from '../audit.repository.js';
import type { People } from './anonymisations.js';
import { DigestStorage } from './digest-storage.js';
import { type Fingerprint, fingerprintOf, type Link, sign } from './link.js';
import { type Period, type Verification, verifyEntries } from './verification.js';

/** The time after a day until no write that began on it can add an entry, and all indexes have its entries. */
const SETTLING_MS = 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** The time of a run that is kept for storing a link, or for answering. */
const RESERVE_MS = 7_000;
/** The entries after which a link ends. It must be signed in the time that is left, and fit into the memory of the function. */
const MAX_FINGERPRINTS = 20_000;

/** The number of links that a run wrote, and the last day that they completed. */
export interface DigestReport {
  readonly links: number;
  readonly completed?: string;
}

/**
 * Writes signed digests of the audit entries of each day, and compares entries with them. A digest is a chain of links: what does not fit into one run
 * is in the next one.
 */
export class AuditDigests {
  constructor(
    private readonly entries: AuditRepository,
    private readonly storage: WriteOnceStorage,
    private readonly readKey: () => Promise<Buffer>,
    private readonly clock: Clock,
    private readonly people: People,
  ) {}

  /**
   * Continues the chain until all complete days are covered or the time is over. The first link of all covers yesterday. Two runs at the same time write
   * each link once.
   * @throws Unavailable
   */
  async writeDue(): Promise<DigestReport> {
    const key = await this.readKey();
    const storage = new DigestStorage(this.storage, key);
    const places = await storage.list();
    const lastDay = toUtcDay(this.clock.now().getTime() - SETTLING_MS - DAY_MS);
    let end = await storage.lastOf(places);
    let completed: string | undefined;
    const taken = new Set(places.map(({ day, number }) => placeName(day, number)));
    let links = 0;
    for (;;) {
      const next = positionAfter(end, lastDay);
      if (next.day > lastDay || (links > 0 && this.isTimeOver())) return { links, completed };
      const number = firstFree(taken, next.day);
      const link = await this.makeLink({ ...next, previous: end?.signature ?? null }, key);
      // Another run has written the link, and continues the chain.
      if (!(await storage.write(number, link))) return { links, completed };
      taken.add(placeName(next.day, number));
      end = link;
      links += 1;
      if (link.through === null) completed = link.day;
    }
  }

  /**
   * Compares the entries of a period with their digests, as far as the time allows. Repeat it with `next` as `after` for the other actors.
   * @throws Unavailable
   */
  async verify(period: Period): Promise<Verification> {
    const key = await this.readKey();
    return verifyEntries(period, {
      entries: this.entries,
      storage: new DigestStorage(this.storage, key),
      key,
      people: this.people,
      isTimeOver: this.isTimeOver,
    });
  }

  private async makeLink(position: Pick<Link, 'day' | 'after' | 'previous'>, key: Buffer): Promise<Link> {
    const actors: Record<string, Fingerprint[]> = {};
    let through: string | null = null;
    const { day, after } = position;
    const { personalFacts } = this.people;
    let count = 0;
    for await (const { actorId, entries, position: read } of this.entries.period(day, addDays(day, 1), after ?? undefined)) {
      if (entries.length > 0) (actors[actorId] ??= []).push(...entries.map((entry) => fingerprintOf(entry, personalFacts, key)));
      count += entries.length;
      if (!this.isTimeOver() && count < MAX_FINGERPRINTS) continue;
      through = read;
      break;
    }
    return sign({ ...position, through, personalFacts, actors }, key);
  }

  private readonly isTimeOver = (): boolean => Date.now() > (currentContext()?.deadline ?? Infinity) - RESERVE_MS;
}

function positionAfter(end: Link | undefined, first: string): Pick<Link, 'day' | 'after'> {
  if (!end) return { day: first, after: null };
  return end.through === null ? { day: addDays(end.day, 1), after: null } : { day: end.day, after: end.through };
}

function placeName(day: string, number: number): string {
  return `${day} ${number}`;
}

/** The first place that is free. Objects that are not ours can take places, also far behind the last link. */
function firstFree(taken: ReadonlySet<string>, day: string): number {
  let number = 1;
  while (taken.has(placeName(day, number))) number += 1;
  return number;
}
