import { Module } from '@nestjs/common';
import { ClassesModule } from '../classes/classes.module.js';
import { BulkEnrolmentService } from './bulk-enrolment.service.js';
import { ClassListFileController } from './class-list-file.controller.js';
import { ClassMovesService } from './class-moves.service.js';
import { DeparturesController } from './departures.controller.js';
import { DeparturesService } from './departures.service.js';
import { EnrolmentReader } from './enrolment-reader.js';
import { EnrolmentWriter } from './enrolment-writer.js';
import { EnrolmentsController } from './enrolments.controller.js';
import { EnrolmentsService } from './enrolments.service.js';
import { MyClassesController } from './my-classes.controller.js';
import { RosterService } from './roster.service.js';
import { VisibleClassesController } from './visible-classes.controller.js';
import { VisibleClassesService } from './visible-classes.service.js';

@Module({
  imports: [ClassesModule],
  controllers: [EnrolmentsController, DeparturesController, ClassListFileController, VisibleClassesController, MyClassesController],
  providers: [
    VisibleClassesService,
    EnrolmentsService,
    DeparturesService,
    ClassMovesService,
    RosterService,
    BulkEnrolmentService,
    EnrolmentReader,
    EnrolmentWriter,
  ],
  exports: [VisibleClassesService],
})
export class EnrolmentsModule {}
