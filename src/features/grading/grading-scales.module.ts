import { Module } from '@nestjs/common';
import { GradingScalesController } from './grading-scales.controller.js';

@Module({ controllers: [GradingScalesController] })
export class GradingScalesModule {}
