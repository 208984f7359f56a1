import { Body, Controller, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { AccountMissing } from '../../adapters/identity/identity.errors.js';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import { RecentSignInRequired } from '../../auth/recent-sign-in.js';
import type { Page } from '../../core/paging/page.js';
import { IfMatch } from '../../http/decorators/if-match.decorator.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { IdempotencyKey, type Once } from '../../http/idempotency/idempotency.js';
import { PagePipe } from '../../http/paging/page.pipe.js';
import { Paged } from '../../http/paging/paging.js';
import { Creates } from '../../http/responses/created.decorator.js';
import { IdParam } from '../../http/validation/validators.js';
import { AccountRestorationService } from './account-restoration.service.js';
import { AvatarsService } from './avatars.service.js';
import { InvitationsService } from './invitations.service.js';
import { DisabledUserDto, ResentInvitationDto } from './user-status.dto.js';
import { UserStatusService } from './user-status.service.js';
import { ChangeUserDto, InviteUserDto, NameCheckQuery, UserDto, UserQuery } from './users.dto.js';
import {
  AccountExists,
  AccountInProgress,
  AccountPending,
  AddressHasAccount,
  Anonymised,
  CodeTaken,
  EmailTaken,
  NotActiveAdmin,
  NotInvited,
  OpenRelations,
  OwnAccount,
  UserNotFound,
} from './users.errors.js';
import { UsersService } from './users.service.js';
import { withReadableNames } from './users.validators.js';

@Controller('users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly invitations: InvitationsService,
    private readonly statuses: UserStatusService,
    private readonly restoration: AccountRestorationService,
    private readonly avatars: AvatarsService,
  ) {}

  /** List the people of the school. Sorted by name. */
  @Get()
  @Allow(Permission.ReadUsers)
  @Paged(UserDto)
  async list(@Query(PagePipe) { page, role, status, search }: UserQuery): Promise<Page<UserDto>> {
    return (await this.avatars.withAvatarUrls(await this.users.list({ role, status, search }, page))).map((user) => UserDto.from(user));
  }

  /** Invite a person. They get an account, a profile, and an e-mail with a temporary password. If it fails, send the same request again to finish it. */
  @Post()
  @Allow(Permission.InviteUsers)
  @Creates((user: UserDto) => user.id)
  @Throws(EmailTaken, CodeTaken, AccountInProgress, AccountPending, RecentSignInRequired)
  async invite(
    @CurrentUser() actor: Actor,
    @IdempotencyKey() once: Once,
    @Query() { allowUnusualNames }: NameCheckQuery,
    @Body() body: InviteUserDto,
  ): Promise<UserDto> {
    return UserDto.from(
      await this.avatars.withAvatarUrl(
        await once(body, {
          make: (record) => this.invitations.invite(actor, withReadableNames(body, allowUnusualNames), record),
          find: (id) => this.invitations.readInvited(actor, id),
        }),
      ),
    );
  }

  /** Get one person. */
  @Get(':id')
  @Allow(Permission.ReadUsers)
  @Throws(UserNotFound)
  async read(@IdParam('id') id: string): Promise<UserDto> {
    return UserDto.from(await this.avatars.withAvatarUrl(await this.users.read(id)));
  }

  /**
   * Update a person. Changes of role, e-mail address and code also update the sign-in account. A new role or e-mail address signs the person out. If it
   * fails, send the same request again to finish it.
   */
  @Patch(':id')
  @Allow(Permission.ChangeUsers)
  @Throws(
    UserNotFound,
    EmailTaken,
    CodeTaken,
    OwnAccount,
    OpenRelations,
    Anonymised,
    NotActiveAdmin,
    AddressHasAccount,
    AccountInProgress,
    AccountPending,
    AccountMissing,
    RecentSignInRequired,
  )
  async change(
    @CurrentUser() actor: Actor,
    @IdParam('id') id: string,
    @IfMatch() expectedVersion: number,
    @Query() { allowUnusualNames }: NameCheckQuery,
    @Body() body: ChangeUserDto,
  ): Promise<UserDto> {
    return UserDto.from(
      await this.avatars.withAvatarUrl(await this.users.change(actor, id, expectedVersion, withReadableNames(body, allowUnusualNames))),
    );
  }

  /**
   * Disable a person. They are signed out, and their access tokens are rejected within one minute. The answer lists the active classes that they are
   * still enrolled in or lead.
   */
  @Post(':id/disable')
  @Allow(Permission.DisableUsers)
  @HttpCode(200)
  @Throws(UserNotFound, OwnAccount, NotActiveAdmin, AccountInProgress, AccountPending, RecentSignInRequired)
  async disable(@CurrentUser() actor: Actor, @IdParam('id') id: string): Promise<DisabledUserDto> {
    const { user, open } = await this.statuses.disable(actor, id);
    return DisabledUserDto.of(await this.avatars.withAvatarUrl(user), open);
  }

  /** Enable a disabled person. They get back their previous status. */
  @Post(':id/enable')
  @Allow(Permission.DisableUsers)
  @HttpCode(200)
  @Throws(UserNotFound, OwnAccount, NotActiveAdmin, Anonymised, AccountInProgress, AccountPending, AccountMissing, RecentSignInRequired)
  async enable(@CurrentUser() actor: Actor, @IdParam('id') id: string): Promise<UserDto> {
    return UserDto.from(await this.avatars.withAvatarUrl(await this.statuses.enable(actor, id)));
  }

  /**
   * Reset the second factor of a person who has lost their authenticator app. They are signed out, and sign in with their password alone until they
   * set up another app. Make sure first that you speak to that person. If it fails, send the same request again to finish it.
   */
  @Post(':id/reset-mfa')
  @Allow(Permission.ResetMfa)
  @HttpCode(200)
  @Throws(UserNotFound, OwnAccount, NotActiveAdmin, Anonymised, AccountInProgress, AccountPending, AccountMissing, RecentSignInRequired)
  async resetMfa(@CurrentUser() actor: Actor, @IdParam('id') id: string): Promise<UserDto> {
    return UserDto.from(await this.avatars.withAvatarUrl(await this.statuses.resetMfa(actor, id)));
  }

  /**
   * Restore the sign-in account of a person that is gone from the user pool. They keep their profile and all data, and get an e-mail with a temporary
   * password. They have to set up their authenticator app again. If it fails, send the same request again to finish it.
   */
  @Post(':id/restore-account')
  @Allow(Permission.RestoreAccounts)
  @HttpCode(200)
  @Throws(
    UserNotFound,
    OwnAccount,
    NotActiveAdmin,
    Anonymised,
    AccountExists,
    AddressHasAccount,
    AccountInProgress,
    AccountPending,
    AccountMissing,
    RecentSignInRequired,
  )
  async restoreAccount(@CurrentUser() actor: Actor, @IdParam('id') id: string): Promise<UserDto> {
    return UserDto.from(await this.avatars.withAvatarUrl(await this.restoration.restore(actor, id)));
  }

  /** Resend the invitation to a person who has not accepted it yet. The outcome says whether a mail was sent. */
  @Post(':id/resend-invitation')
  @Allow(Permission.InviteUsers)
  @HttpCode(200)
  @Throws(UserNotFound, NotInvited, AccountInProgress, AccountPending, AccountMissing)
  async resendInvitation(@CurrentUser() actor: Actor, @IdParam('id') id: string): Promise<ResentInvitationDto> {
    const { user, outcome } = await this.statuses.resendInvitation(actor, id);
    return ResentInvitationDto.from({ ...(await this.avatars.withAvatarUrl(user)), outcome });
  }
}
