import { Module } from '@nestjs/common';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { UsersModule } from '../users/users.module.js';
import { Correspondence } from './exporters/notifications.js';
import { PersonalDataController } from './personal-data.controller.js';
import { PersonalDataService } from './personal-data.service.js';
import { Studies } from './exporters/enrolments.js';

@Module({
  imports: [NotificationsModule, UsersModule],
  controllers: [PersonalDataController],
  providers: [Correspondence, PersonalDataService, Studies],
})
export class PersonalDataModule {}
