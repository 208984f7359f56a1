import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import { StaleVersion, UnknownReference } from '../../core/errors/errors.js';
import type { Page } from '../../core/paging/page.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { IdempotencyKey, type Once } from '../../http/idempotency/idempotency.js';
import { PagePipe } from '../../http/paging/page.pipe.js';
import { Paged, PageQuery } from '../../http/paging/paging.js';
import { Creates } from '../../http/responses/created.decorator.js';
import { ClassArchived } from '../classes/classes.errors.js';
import { SendNotificationDto, SentNotificationDto } from './notifications.dto.js';
import { NotificationNotFound } from './notifications.errors.js';
import { NotificationsService } from './notifications.service.js';
import { notificationIdPipe } from './notifications.validators.js';
import { SentNotificationsService } from './sent-notifications.service.js';

@Controller('notifications')
export class NotificationsController {
  constructor(
    private readonly notifications: NotificationsService,
    private readonly sentNotifications: SentNotificationsService,
  ) {}

  /** Send a notification. Admins can send to anyone. Lecturers can send to an active class that they teach, or to one student enrolled in it. */
  @Post()
  @Allow(Permission.SendNotifications)
  @Creates()
  @Throws(UnknownReference, ClassArchived, StaleVersion)
  async send(@CurrentUser() actor: Actor, @IdempotencyKey() once: Once, @Body() body: SendNotificationDto): Promise<SentNotificationDto> {
    return SentNotificationDto.of(
      await once(body, {
        make: (record) => this.notifications.send(actor, SendNotificationDto.toMessage(body), record),
        find: (id) => this.sentNotifications.read(Number(id)),
      }),
    );
  }

  /** List the notifications that you sent, newest first. Includes those that were sent when you published marks. */
  @Get('sent')
  @Allow(Permission.SendNotifications)
  @Paged(SentNotificationDto)
  async sent(@CurrentUser() actor: Actor, @Query(PagePipe) { page }: PageQuery): Promise<Page<SentNotificationDto>> {
    return (await this.sentNotifications.list(actor, page)).map((sent) => SentNotificationDto.of(sent));
  }

  /** Delete a notification from every inbox. You can delete those that you sent; admins can delete any. */
  @Delete(':id')
  @Allow(Permission.DeleteNotifications)
  @HttpCode(204)
  @Throws(NotificationNotFound)
  async delete(@CurrentUser() actor: Actor, @Param('id', notificationIdPipe) id: number): Promise<void> {
    await this.notifications.delete(actor, id);
  }
}
