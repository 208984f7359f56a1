import type { Actor } from '../../auth/actor.js';
import type { Notification } from '../../effects/notification.js';
import type { PartialList, ReadMark } from './inbox.js';

/** Ids above `after` and below `before`. */
export interface MarksRequest {
  readonly after?: number;
  readonly before?: number;
  /** The maximum number of marks. */
  readonly limit: number;
}

/** Stores which notifications a user has read or dismissed, until the notifications expire. `test/contracts/read-marks.contract.ts` is the specification. */
export abstract class ReadMarksRepository {
  /** The id up to which the user has read everything, or 0. */
  abstract upTo(userId: string): Promise<number>;

  /** The single notifications that the user has marked or dismissed, highest id first. */
  abstract single(userId: string, request: MarksRequest): Promise<PartialList<ReadMark>>;

  /** Marks one notification as read. @throws NotAuthenticated if the token of the reader is revoked */
  abstract add(reader: Actor, notification: Pick<Notification, 'id' | 'expiresAt'>): Promise<void>;

  /** Marks one notification as read and dismissed. @throws NotAuthenticated if the token of the reader is revoked */
  abstract dismiss(reader: Actor, notification: Pick<Notification, 'id' | 'expiresAt'>): Promise<void>;

  /** Takes a dismissal back. The notification stays read. @throws NotAuthenticated if the token of the reader is revoked */
  abstract restore(reader: Actor, id: number): Promise<void>;

  /** Marks all notifications up to an id as read. An existing mark never moves back. @throws NotAuthenticated if the token of the reader is revoked */
  abstract advance(reader: Actor, upTo: number): Promise<void>;
}
