import { Module } from '@nestjs/common';
import { StorageModule } from '../../adapters/storage/storage.module.js';
import { EnrolmentsModule } from '../enrolments/enrolments.module.js';
import { MaterialStorage } from './material-storage.js';
import { MaterialsController } from './materials.controller.js';
import { MaterialsService } from './materials.service.js';

@Module({ imports: [EnrolmentsModule, StorageModule], controllers: [MaterialsController], providers: [MaterialsService, MaterialStorage] })
export class MaterialsModule {}
