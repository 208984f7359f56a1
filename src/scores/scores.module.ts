import { Module } from '@nestjs/common';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { PublishingController } from './publishing.controller.js';
import { PublishingService } from './publishing.service.js';
import { ScoresController } from './scores.controller.js';
import { ScoresService } from './scores.service.js';
import { StudentScoresService } from './student-scores.service.js';

@Module({
  imports: [NotificationsModule],
  controllers: [ScoresController, PublishingController],
  providers: [ScoresService, StudentScoresService, PublishingService],
})
export class ScoresModule {}
