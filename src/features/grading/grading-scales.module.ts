import { Module } from '@nestjs/common';
import { GradingScalesController } from './grading-scales.controller.js';
import { GradingScalesService } from './grading-scales.service.js';

@Module({ controllers: [GradingScalesController], providers: [GradingScalesService], exports: [GradingScalesService] })
export class GradingScalesModule {}
