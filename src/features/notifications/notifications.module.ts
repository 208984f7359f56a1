import { Module } from '@nestjs/common';
import { Feeds } from './feed-resolver.service.js';
import { InboxController } from './inbox.controller.js';
import { InboxService } from './inbox.service.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsService } from './notifications.service.js';
import { Outbox } from './notification-factory.js';

@Module({
  controllers: [NotificationsController, InboxController],
  providers: [NotificationsService, InboxService, Feeds, Outbox],
  exports: [InboxService, NotificationsService, Outbox],
})
export class NotificationsModule {}
