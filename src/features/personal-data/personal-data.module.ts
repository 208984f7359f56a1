import { Module } from '@nestjs/common';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { UsersModule } from '../users/users.module.js';
import { Correspondence } from './correspondence.js';
import { PersonalDataController } from './personal-data.controller.js';
import { PersonalDataService } from './personal-data.service.js';
import { Studies } from './studies.js';

@Module({
  imports: [NotificationsModule, UsersModule],
  controllers: [PersonalDataController],
  providers: [Correspondence, PersonalDataService, Studies],
})
export class PersonalDataModule {}
