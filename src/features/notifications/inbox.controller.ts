import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import type { Page } from '../../core/paging/page.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { PagePipe } from '../../http/paging/page.pipe.js';
import { Paged } from '../../http/paging/paging.js';
import { NoProfile } from '../users/users.errors.js';
import { InboxService } from './inbox.service.js';
import { InboxEntryDto, InboxFilter, ReadAllDto, UnreadCountDto } from './notifications.dto.js';
import { NotificationNotFound } from './notifications.errors.js';
import { notificationIdPipe } from './notifications.validators.js';

@Controller('notifications')
export class InboxController {
  constructor(private readonly inbox: InboxService) {}

  /**
   * List the notifications in your inbox, newest first. The inbox has what was sent to everyone, to your role or to you since you were added. It also
   * has what was sent to your classes since you joined them or began to teach them, until one year after their term. What you dismissed is left out.
   * Notifications are kept for one year.
   */
  @Get()
  @Allow(Permission.ReadInbox)
  @Paged(InboxEntryDto)
  @Throws(NoProfile)
  async list(@CurrentUser() actor: Actor, @Query(PagePipe) { page, unread = false }: InboxFilter): Promise<Page<InboxEntryDto>> {
    return (await this.inbox.list(actor, unread, page)).map((entry) => InboxEntryDto.from(entry));
  }

  /** Count the unread notifications in your inbox. Counting stops at 100. */
  @Get('unread-count')
  @Allow(Permission.ReadInbox)
  @Throws(NoProfile)
  async unreadCount(@CurrentUser() actor: Actor): Promise<UnreadCountDto> {
    return UnreadCountDto.from(await this.inbox.unreadCount(actor));
  }

  /** Mark one notification in your inbox as read. Marking it again changes nothing. */
  @Put(':id/read')
  @Allow(Permission.ReadInbox)
  @HttpCode(204)
  @Throws(NotificationNotFound, NoProfile)
  async markRead(@CurrentUser() actor: Actor, @Param('id', notificationIdPipe) id: number): Promise<void> {
    await this.inbox.markRead(actor, id);
  }

  /** Dismiss one notification: it leaves your inbox, and yours alone, and counts as read. Dismissing it again changes nothing. */
  @Put(':id/dismissed')
  @Allow(Permission.ReadInbox)
  @HttpCode(204)
  @Throws(NotificationNotFound, NoProfile)
  async dismiss(@CurrentUser() actor: Actor, @Param('id', notificationIdPipe) id: number): Promise<void> {
    await this.inbox.dismiss(actor, id);
  }

  /** Put a notification that you dismissed back into your inbox. It stays read. If you have not dismissed it, nothing changes. */
  @Delete(':id/dismissed')
  @Allow(Permission.ReadInbox)
  @HttpCode(204)
  @Throws(NotificationNotFound, NoProfile)
  async restore(@CurrentUser() actor: Actor, @Param('id', notificationIdPipe) id: number): Promise<void> {
    await this.inbox.restore(actor, id);
  }

  /**
   * Mark all notifications as read, up to and including `upTo`. The notification `upTo` may be deleted already. The mark never moves back, and never
   * beyond the present.
   */
  @Post('read-all')
  @Allow(Permission.ReadInbox)
  @HttpCode(204)
  async markAllRead(@CurrentUser() actor: Actor, @Body() { upTo }: ReadAllDto): Promise<void> {
    await this.inbox.markAllRead(actor, upTo);
  }
}
