import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import type { Page, PageRequest } from '../../core/paging/page.js';
import { PeopleRepository } from '../audit/people.repository.js';
import { type SentNotification, toRecipientId } from './notification.js';
import { NotificationsService } from './notifications.service.js';

/** Reads notifications as their senders see them: with the names of their readers. */
@Injectable()
export class SentNotificationsService {
  constructor(
    private readonly notifications: NotificationsService,
    private readonly people: PeopleRepository,
  ) {}

  async list(actor: Actor, page: PageRequest): Promise<Page<SentNotification>> {
    const sent = await this.notifications.sent(actor, page);
    const people = await this.people.find(sent.items.flatMap(({ audience }) => toRecipientId(audience) ?? []));
    return sent.map((notification) => {
      const id = toRecipientId(notification.audience);
      return { notification, recipient: id === undefined ? undefined : (people.get(id) ?? { id }) };
    });
  }

  /** @throws NotificationNotFound */
  async read(id: number): Promise<SentNotification> {
    const notification = await this.notifications.read(id);
    const recipientId = toRecipientId(notification.audience);
    if (recipientId === undefined) return { notification };
    const people = await this.people.find([recipientId]);
    return { notification, recipient: people.get(recipientId) ?? { id: recipientId } };
  }
}
