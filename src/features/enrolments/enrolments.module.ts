import { Module } from '@nestjs/common';
import { ClassList } from './bulk-enrolment.service.js';
import { EnrolmentsController } from './enrolments.controller.js';
import { EnrolmentsService } from './enrolments.service.js';
import { Registration } from './enrolment-writer.js';

@Module({ controllers: [EnrolmentsController], providers: [EnrolmentsService, ClassList, Registration] })
export class EnrolmentsModule {}
