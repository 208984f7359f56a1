import { Module } from '@nestjs/common';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { UsersModule } from '../users/users.module.js';
import { AnonymisationController } from './anonymisation.controller.js';
import { AnonymisationService } from './anonymisation.service.js';
import { EnrolmentsExporter } from './exporters/enrolments.js';
import { NotificationsExporter } from './exporters/notifications.js';
import { PersonalDataController } from './personal-data.controller.js';
import { PersonalDataService } from './personal-data.service.js';
import { RedactionHandler } from './redaction.handler.js';

@Module({
  imports: [NotificationsModule, UsersModule],
  controllers: [PersonalDataController, AnonymisationController],
  providers: [AnonymisationService, NotificationsExporter, PersonalDataService, EnrolmentsExporter, RedactionHandler],
})
export class PersonalDataModule {}
