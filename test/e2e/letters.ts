import type { Client } from '../harness.js';

/** A notification as an inbox tells it. */
export interface Letter {
  id: number;
  audience: object;
  kind: string;
  title: string;
  link?: string;
  sender: { id: string; name?: { givenName: string; familyName: string } };
  sentAt: string;
  read: boolean;
}

/** The inboxes of people. */
export class Letters {
  constructor(private readonly sender: Client) {}

  /** Everything in somebody's inbox, newest first. */
  of(client: Client, { limit = 100, unread = false } = {}): Promise<Letter[]> {
    return client.walk(`/notifications?unread=${unread}`, limit) as Promise<Letter[]>;
  }

  async ids(client: Client, query?: { limit?: number; unread?: boolean }): Promise<number[]> {
    return (await this.of(client, query)).map(({ id }) => id);
  }

  /** Sends something. @returns its id */
  async send(audience: object, by = this.sender): Promise<number> {
    const { status, body } = await by.post('/notifications', { audience, title: 'Hello', body: 'Good morning.' });
    if (status !== 201) throw new Error(`Not sent, but ${status}: ${JSON.stringify(body)}`);
    return (body as { id: number }).id;
  }
}
