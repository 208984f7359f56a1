import type { PartialList } from './inbox.js';
import type { Notification } from '../../effects/notification.js';

/** Which single marks are asked for: ids above `after`, and below `before`. */
export interface MarksRequest {
  readonly after: number;
  readonly before?: number;
  /** How many at the most. */
  readonly limit: number;
}

/** Where it is kept who has read what, as long as there is something to have read. `test/contracts/read-marks.contract.ts` is the specification. */
export abstract class ReadMarksRepository {
  /** The id up to which somebody has read everything; 0 if they never said so. */
  abstract upTo(userId: string): Promise<number>;

  /** The ids of single notifications that somebody has read, highest first. */
  abstract beyond(userId: string, asked: MarksRequest): Promise<PartialList<number>>;

  /** Notes that somebody has read one notification. */
  abstract add(userId: string, notification: Pick<Notification, 'id' | 'expiresAt'>): Promise<void>;

  /** Notes that somebody has read everything up to an id; a mark that is there already is moved forward only. */
  abstract advance(userId: string, upTo: number): Promise<void>;
}
