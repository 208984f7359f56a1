import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import type { Page } from '../../core/paging/page.js';
import { PagePipe } from '../../http/paging/page.pipe.js';
import { Paged } from '../../http/paging/paging.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { NoProfile } from '../users/users.errors.js';
import { InboxService } from './inbox.service.js';
import { InboxEntryDto, InboxFilter, ReadAllDto, UnreadCountDto } from './notifications.dto.js';
import { NotificationNotFound } from './notifications.errors.js';
import { notificationIdPipe } from './notifications.validators.js';

@Controller('notifications')
export class InboxController {
  constructor(private readonly inbox: InboxService) {}

  /**
   * Your inbox, newest first: what was sent to everybody, to your role and to you since you were added, and to your classes since you joined them or
   * were given them, until a year after their term. A notification is kept for a year.
   */
  @Get()
  @Allow(Permission.ReadInbox)
  @Paged(InboxEntryDto)
  @Throws(NoProfile)
  async list(@CurrentUser() actor: Actor, @Query(PagePipe) { page, unread = false }: InboxFilter): Promise<Page<InboxEntryDto>> {
    return (await this.inbox.list(actor, unread, page)).map((entry) => InboxEntryDto.from(entry));
  }

  /** How many notifications of your inbox you have not read. Counting stops at 100. */
  @Get('unread-count')
  @Allow(Permission.ReadInbox)
  @Throws(NoProfile)
  async unreadCount(@CurrentUser() actor: Actor): Promise<UnreadCountDto> {
    return UnreadCountDto.from(await this.inbox.unreadCount(actor));
  }

  /** Mark one notification of your inbox as read. Marking it again changes nothing. */
  @Put(':id/read')
  @Allow(Permission.ReadInbox)
  @HttpCode(204)
  @Throws(NotificationNotFound, NoProfile)
  async markRead(@CurrentUser() actor: Actor, @Param('id', notificationIdPipe) id: number): Promise<void> {
    await this.inbox.markRead(actor, id);
  }

  /**
   * Mark everything as read up to the notification that `upTo` names, in time; it need not exist any more. The mark moves forward, never back, and
   * never beyond the present.
   */
  @Post('read-all')
  @Allow(Permission.ReadInbox)
  @HttpCode(204)
  async markAllRead(@CurrentUser() actor: Actor, @Body() { upTo }: ReadAllDto): Promise<void> {
    await this.inbox.markAllRead(actor, upTo);
  }
}
