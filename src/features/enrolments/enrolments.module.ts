import { Module } from '@nestjs/common';
import { ClassList } from './class-list.js';
import { EnrolmentsController } from './enrolments.controller.js';
import { EnrolmentsService } from './enrolments.service.js';
import { Registration } from './registration.js';

@Module({ controllers: [EnrolmentsController], providers: [EnrolmentsService, ClassList, Registration] })
export class EnrolmentsModule {}
