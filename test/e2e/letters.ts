import { anActor, anEntry, aNotification } from '../builders.js';
import type { Client, School } from '../harness.js';
import type { Notification } from '../../src/notifications/notification.js';
import { newNotificationId } from '../../src/notifications/notification-id.js';
import { NotificationsRepository } from '../../src/notifications/notifications.repository.js';
import { UsersRepository } from '../../src/users/users.repository.js';

/** A notification as an inbox tells it. */
export interface Letter {
  id: number;
  audience: object;
  kind: string;
  title: string;
  body: string;
  link?: string;
  sender: { id: string; name?: { givenName: string; familyName: string } };
  sentAt: string;
  read: boolean;
}

/** What people of a school are told. */
export class Letters {
  constructor(
    private readonly school: School,
    private readonly sender: Client,
  ) {}

  /** Everything in somebody's inbox, newest first. */
  of(client: Client, { limit = 100, unread = false } = {}): Promise<Letter[]> {
    return client.walk(`/notifications?unread=${unread}`, limit) as Promise<Letter[]>;
  }

  async ids(client: Client, query?: { limit?: number; unread?: boolean }): Promise<number[]> {
    return (await this.of(client, query)).map(({ id }) => id);
  }

  /** How many notifications somebody has not read. */
  async unread(client: Client): Promise<unknown> {
    return (await client.get('/notifications/unread-count')).body as unknown;
  }

  /** Sends something over HTTP. @returns its id */
  async send(audience: object, by = this.sender): Promise<number> {
    const { status, body } = await by.post('/notifications', { audience, title: 'Hello', body: 'Good morning.' });
    if (status !== 201) throw new Error(`Not sent, but ${status}: ${JSON.stringify(body)}`);
    return (body as { id: number }).id;
  }

  /** Puts something in the mail as it is: of another instant, or with a chosen id. @returns its id */
  async post({ id = newNotificationId(new Date().toISOString()), ...told }: Partial<Notification>): Promise<number> {
    const notification = aNotification({ id, ...told });
    const { audience } = notification;
    const recipient = 'userId' in audience ? await this.school.part(UsersRepository).read(audience.userId) : undefined;
    await this.school.part(NotificationsRepository).send({ notification, audit: anEntry({ by: anActor() }) }, recipient);
    return id;
  }
}

/** An instant some days ago. */
export function daysAgo(days: number): string {
  return new Date(Date.now() - days * 24 * 60 * 60 * 1000).toISOString();
}
