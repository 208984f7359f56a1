import { Module } from '@nestjs/common';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { StatisticsModule } from '../statistics/statistics.module.js';
import { UsersModule } from '../users/users.module.js';
import { HomeController } from './home.controller.js';
import { HomeService } from './home.service.js';
import { OwnContentService } from './own-content.service.js';

@Module({
  imports: [NotificationsModule, StatisticsModule, UsersModule],
  controllers: [HomeController],
  providers: [HomeService, OwnContentService],
})
export class HomeModule {}
