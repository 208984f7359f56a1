import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../auth/actor.js';
import { collectAll } from '../../../core/paging/page.js';
import type { Notification } from '../../../effects/notification.js';
import type { InboxEntry } from '../../notifications/inbox.js';
import { InboxService } from '../../notifications/inbox.service.js';
import { NotificationsService } from '../../notifications/notifications.service.js';

/** Exports the notifications that a person received and sent. */
@Injectable()
export class NotificationsExporter {
  constructor(
    private readonly inbox: InboxService,
    private readonly notifications: NotificationsService,
  ) {}

  listReceived(actor: Actor): Promise<InboxEntry[]> {
    return collectAll((page) => this.inbox.list(actor, false, page));
  }

  listSent(actor: Actor): Promise<Notification[]> {
    return collectAll((page) => this.notifications.sent(actor, page));
  }
}
