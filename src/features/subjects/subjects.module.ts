import { Module } from '@nestjs/common';
import { GradingScalesModule } from '../grading/grading-scales.module.js';
import { SubjectsController } from './subjects.controller.js';
import { SubjectsService } from './subjects.service.js';

@Module({ imports: [GradingScalesModule], controllers: [SubjectsController], providers: [SubjectsService] })
export class SubjectsModule {}
