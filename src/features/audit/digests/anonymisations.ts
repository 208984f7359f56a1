import { BoundedMap } from '../../../core/objects/bounded-map.js';
import type { AuditEntry } from '../audit-entry.js';
import type { AuditRepository } from '../audit.repository.js';
import type { DigestStorage, LinkPlace } from './digest-storage.js';
import { compare, fingerprintOf, type Link } from './link.js';

const PAGE = 100;
/** The days whose links are kept in memory. People are often anonymised together. */
const MAX_DAYS = 2;

/** What the digests must know about people. */
export interface People {
  /** The names of the facts that anonymising may remove. */
  readonly personalFacts: readonly string[];
  /** Whether the profile of a person is anonymised. */
  readonly isAnonymised: (id: string) => Promise<boolean>;
}

interface Sources {
  readonly entries: AuditRepository;
  readonly storage: DigestStorage;
  readonly key: Buffer;
  readonly people: People;
}

/**
 * Finds out whether people were anonymised: the profile, an audit entry and the digest of its day must say so. A person with access to the table could
 * otherwise add such an entry, and remove the text of others.
 */
export class Anonymisations {
  private readonly answers = new Map<string, Promise<boolean>>();
  private readonly links = new BoundedMap<string, Promise<readonly Link[]>>(MAX_DAYS);
  private newest?: Promise<Link | undefined>;

  constructor(
    private readonly sources: Sources,
    private readonly places: readonly LinkPlace[],
  ) {}

  /** Whether an entry is about a person who was anonymised. */
  cover({ entity }: AuditEntry): Promise<boolean> {
    const [kind, id, studentId] = entity.split(':');
    if (kind !== 'user' && kind !== 'enrolment') return Promise.resolve(false);
    const person = kind === 'user' ? id! : studentId!;
    const answer = this.answers.get(person) ?? this.wasAnonymised(person);
    this.answers.set(person, answer);
    return answer;
  }

  private async wasAnonymised(id: string): Promise<boolean> {
    if (!(await this.sources.people.isAnonymised(id))) return false;
    let after: string | undefined;
    do {
      const page = await this.sources.entries.list({ entity: `user:${id}` }, { limit: PAGE, after });
      for (const entry of page.items) if (entry.action === 'user.anonymised' && (await this.isConfirmed(entry))) return true;
      after = page.next;
    } while (after !== undefined);
    return false;
  }

  /** Whether the digest of its day has the entry, or will be written. */
  private async isConfirmed(entry: AuditEntry): Promise<boolean> {
    const day = entry.at.slice(0, 10);
    const last = await (this.newest ??= this.sources.storage.lastOf(this.places));
    if (!last || day > last.day || (day === last.day && last.through !== null)) return true;
    return (await this.linksOf(day)).some(({ actors, personalFacts }) =>
      actors[entry.by.id]?.some((fingerprint) => {
        const now = fingerprintOf(entry, personalFacts, this.sources.key);
        return fingerprint[0] === now[0] && fingerprint[1] === now[1] && compare(fingerprint, now) !== 'changed';
      }),
    );
  }

  private linksOf(day: string): Promise<readonly Link[]> {
    const links = this.links.get(day) ?? this.sources.storage.readAll(this.places.filter((place) => place.day === day));
    this.links.set(day, links);
    return links;
  }
}
