import { Module } from '@nestjs/common';
import { FeedResolver } from './feed-resolver.service.js';
import { InboxController } from './inbox.controller.js';
import { InboxService } from './inbox.service.js';
import { NotificationFactory } from './notification-factory.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsService } from './notifications.service.js';
import { SentNotificationsService } from './sent-notifications.service.js';

@Module({
  controllers: [NotificationsController, InboxController],
  providers: [NotificationsService, SentNotificationsService, InboxService, FeedResolver, NotificationFactory],
  exports: [InboxService, NotificationsService, NotificationFactory],
})
export class NotificationsModule {}
