import { Module } from '@nestjs/common';
import { ClassRegistrar } from './class-registrar.js';
import { ClassesController } from './classes.controller.js';
import { ClassesService } from './classes.service.js';
import { MyClassesController } from './my-classes.controller.js';

@Module({ controllers: [ClassesController, MyClassesController], providers: [ClassesService, ClassRegistrar] })
export class ClassesModule {}
