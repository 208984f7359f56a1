import { Module } from '@nestjs/common';
import { StorageModule } from '../../adapters/storage/storage.module.js';
import { ClassesService } from './classes.service.js';
import { ClassRemoval } from './class-removal.js';
import { ClassesController } from './classes.controller.js';
import { VisibleClassesService } from '../enrolments/visible-classes.service.js';
import { MyClassesController } from './my-classes.controller.js';

@Module({
  imports: [StorageModule],
  controllers: [ClassesController, MyClassesController],
  providers: [VisibleClassesService, ClassesService, ClassRemoval],
  exports: [VisibleClassesService],
})
export class ClassesModule {}
