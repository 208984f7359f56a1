import { Module } from '@nestjs/common';
import { ClassesModule } from '../classes/classes.module.js';
import { EnrolmentsModule } from '../enrolments/enrolments.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { ClassArchiveController } from './class-archive.controller.js';
import { ClassArchiveService } from './class-archive.service.js';
import { FinalGradesService } from './final-grades.service.js';
import { GradebookFileController } from './gradebook-file.controller.js';
import { GradebookFileService } from './gradebook-file.service.js';
import { MarkHistoryService } from './mark-history.service.js';
import { MarkNoticesHandler } from './mark-notices.handler.js';
import { MarksWriter } from './marks-writer.js';
import { PublishingController } from './publishing.controller.js';
import { PublishingService } from './publishing.service.js';
import { ScoresController } from './scores.controller.js';
import { ScoresService } from './scores.service.js';

@Module({
  imports: [ClassesModule, EnrolmentsModule, NotificationsModule],
  controllers: [ScoresController, GradebookFileController, PublishingController, ClassArchiveController],
  providers: [
    ScoresService,
    FinalGradesService,
    GradebookFileService,
    PublishingService,
    MarksWriter,
    MarkHistoryService,
    MarkNoticesHandler,
    ClassArchiveService,
  ],
})
export class ScoresModule {}
