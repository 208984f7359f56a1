import type { FirstVersion, WriteOnceStorage } from '../../../adapters/storage/write-once-storage.js';
import { mapConcurrent } from '../../../core/async/map-concurrent.js';
import { type Link, parseLink } from './link.js';

/** More than any link has. Object lock would keep a larger object, and no run could hold it in memory. */
const MAX_BYTES = 16 * 1024 * 1024;
/** The links that are read at the same time. */
const MAX_CONCURRENT = 8;
const PREFIX = 'audit-digests/';
/** A number has more than four digits only if objects that are not ours take the places before. */
const KEY = /^audit-digests\/(\d{4}-\d{2}-\d{2})\/(\d{4}|[1-9]\d{4,6})\.json$/;

/** The place of a link, which may hold a valid one. */
export interface LinkPlace {
  readonly day: string;
  /** From 1 on, for each day. */
  readonly number: number;
  readonly object: FirstVersion;
}

/** The links of the chain, in a bucket under `audit-digests/<day>/<number>.json`. */
export class DigestStorage {
  constructor(
    private readonly storage: WriteOnceStorage,
    private readonly key: Buffer,
  ) {}

  /** In the order in which they were written. */
  async list(): Promise<LinkPlace[]> {
    const places = (await this.storage.list(PREFIX)).flatMap((object) => {
      const [, day, number] = KEY.exec(object.key) ?? [];
      return day === undefined ? [] : [{ day, number: Number(number), object }];
    });
    return places.sort((one, other) => (one.day === other.day ? one.number - other.number : one.day < other.day ? -1 : 1));
  }

  /** Reads the link in a place. Returns undefined if it is not one of ours, or one of another day. */
  async read({ day, object }: LinkPlace): Promise<Link | undefined> {
    if (object.size > MAX_BYTES) return undefined;
    const link = parseLink(await this.storage.read(object), this.key);
    return link?.day === day ? link : undefined;
  }

  /** The valid links of some places. */
  async readAll(places: readonly LinkPlace[]): Promise<Link[]> {
    return (await mapConcurrent(places, MAX_CONCURRENT, (place) => this.read(place))).filter((link) => link !== undefined);
  }

  /** The first valid link of some places. */
  async firstOf(places: readonly LinkPlace[]): Promise<Link | undefined> {
    for (const place of places) {
      const link = await this.read(place);
      if (link) return link;
    }
    return undefined;
  }

  /** The last valid link of some places. */
  lastOf(places: readonly LinkPlace[]): Promise<Link | undefined> {
    return this.firstOf([...places].reverse());
  }

  /** @returns false if the place is taken */
  write(number: number, link: Link): Promise<boolean> {
    return this.storage.write(`${PREFIX}${link.day}/${String(number).padStart(4, '0')}.json`, JSON.stringify(link));
  }
}
