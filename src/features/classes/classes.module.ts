import { Module } from '@nestjs/common';
import { GradingScalesModule } from '../grading/grading-scales.module.js';
import { AllClassesService } from './all-classes.service.js';
import { ClassReferences } from './class-references.service.js';
import { ClassesController } from './classes.controller.js';
import { ClassesService } from './classes.service.js';

@Module({
  imports: [GradingScalesModule],
  controllers: [ClassesController],
  providers: [AllClassesService, ClassReferences, ClassesService],
  exports: [AllClassesService, ClassesService],
})
export class ClassesModule {}
