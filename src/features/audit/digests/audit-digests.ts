import type { WriteOnceStorage } from '../../../adapters/storage/write-once-storage.js';
import { currentContext } from '../../../core/context/request-context.js';
import type { Clock } from '../../../core/time/clock.js';
import { addDays, toUtcDay } from '../../../core/time/utc-days.js';
import type { AuditRepository } from '../audit.repository.js';
import type { People } from './anonymisations.js';
import { DigestStorage, type LinkPlace } from './digest-storage.js';
import { type Fingerprint, fingerprintOf, type Link, sign } from './link.js';
import { type Period, type Verification, verifyEntries } from './verification.js';

/** The time after a day until no write that began on it can add an entry, and all indexes have its entries. */
const SETTLING_MS = 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** The time of a run that is kept for storing a link, or for answering. */
const RESERVE_MS = 7_000;

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
    let links = 0;
    let number = 0;
    for (;;) {
      const next = positionAfter(end, lastDay);
      if (next.day > lastDay || (links > 0 && this.isTimeOver())) return { links, completed };
      number = end?.day === next.day && links > 0 ? number + 1 : highestNumber(places, next.day) + 1;
      const link = await this.makeLink({ ...next, previous: end?.signature ?? null }, key);
      // Another run has written the link, and continues the chain.
      if (!(await storage.write(number, link))) return { links, completed };
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
      isTimeOver: this.isTimeOver,
      people: this.people,
    });
  }

  private async makeLink(position: Pick<Link, 'day' | 'after' | 'previous'>, key: Buffer): Promise<Link> {
    const actors: Record<string, Fingerprint[]> = {};
    let through: string | null = null;
    const { day, after } = position;
    for await (const { actorId, entries } of this.entries.period(day, addDays(day, 1), after ?? undefined)) {
    const { personalFacts } = this.people;
      if (entries.length > 0) actors[actorId] = entries.map((entry) => fingerprintOf(entry, this.personalFacts, key));
      if (!this.isTimeOver()) continue;
      through = actorId;
      break;
    }
    return sign({ ...position, through, personalFacts: this.personalFacts, actors }, key);
  }

  private readonly isTimeOver = (): boolean => Date.now() > (currentContext()?.deadline ?? Infinity) - RESERVE_MS;
}

function positionAfter(end: Link | undefined, first: string): Pick<Link, 'day' | 'after'> {
  if (!end) return { day: first, after: null };
  return end.through === null ? { day: addDays(end.day, 1), after: null } : { day: end.day, after: end.through };
}

function highestNumber(places: readonly LinkPlace[], day: string): number {
  return Math.max(0, ...places.filter((place) => place.day === day).map(({ number }) => number));
}
