import { Module } from '@nestjs/common';
import { AllClassesService } from './all-classes.service.js';
import { ClassesController } from './classes.controller.js';
import { ClassesService } from './classes.service.js';

@Module({ controllers: [ClassesController], providers: [AllClassesService, ClassesService], exports: [AllClassesService, ClassesService] })
export class ClassesModule {}
