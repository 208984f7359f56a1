import { Module } from '@nestjs/common';
import { IdentityModule } from '../../adapters/identity/identity.module.js';
import { MailModule } from '../../adapters/mail/mail.module.js';
import { StorageModule } from '../../adapters/storage/storage.module.js';
import { AccountRestorationService } from './account-restoration.service.js';
import { AccountSyncService } from './account-sync.service.js';
import { AccountHandler } from './account.handler.js';
import { AddressNoticeHandler } from './address-notice.handler.js';
import { AvatarsController } from './avatars.controller.js';
import { AvatarsService } from './avatars.service.js';
import { ExistingUsersService } from './existing-users.service.js';
import { InvitationsService } from './invitations.service.js';
import { MeController } from './me.controller.js';
import { PeopleFileController } from './people-file.controller.js';
import { PeopleFileService } from './people-file.service.js';
import { ProfileService } from './profile.service.js';
import { RelationsService } from './relations.service.js';
import { RenameHandler } from './rename.handler.js';
import { SearchIndexHandler } from './search-index.handler.js';
import { SignInsService } from './sign-ins.service.js';
import { UserImportController } from './user-import.controller.js';
import { UserImportService } from './user-import.service.js';
import { UserStatusService } from './user-status.service.js';
import { UserWriter } from './user-writer.service.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

@Module({
  imports: [IdentityModule, MailModule, StorageModule],
  controllers: [UsersController, MeController, AvatarsController, UserImportController, PeopleFileController],
  providers: [
    AccountHandler,
    AccountRestorationService,
    AccountSyncService,
    AddressNoticeHandler,
    AvatarsService,
    ExistingUsersService,
    InvitationsService,
    PeopleFileService,
    ProfileService,
    RelationsService,
    RenameHandler,
    SearchIndexHandler,
    SignInsService,
    UserWriter,
    UserImportService,
    UserStatusService,
    UsersService,
  ],
  exports: [AccountSyncService, AvatarsService, ProfileService, RelationsService, SignInsService, UserWriter, UsersService],
})
export class UsersModule {}
