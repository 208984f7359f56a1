import { Module } from '@nestjs/common';
import { ClassRemoval } from './class-removal.js';
import { ClassesController } from './classes.controller.js';
import { ClassesService } from './classes.service.js';

@Module({ controllers: [ClassesController], providers: [ClassesService, ClassRemoval] })
export class ClassesModule {}
