import { Module } from '@nestjs/common';
import { BulkEnrolmentService } from './bulk-enrolment.service.js';
import { EnrolmentsController } from './enrolments.controller.js';
import { EnrolmentsService } from './enrolments.service.js';
import { EnrolmentWriter } from './enrolment-writer.js';

@Module({ controllers: [EnrolmentsController], providers: [EnrolmentsService, BulkEnrolmentService, EnrolmentWriter] })
export class EnrolmentsModule {}
