import { Module } from '@nestjs/common';
import { NameCopiesModule } from '../users/name-copies.module.js';
import { SubjectsController } from './subjects.controller.js';
import { SubjectsService } from './subjects.service.js';

@Module({ imports: [NameCopiesModule], controllers: [SubjectsController], providers: [SubjectsService] })
export class SubjectsModule {}
