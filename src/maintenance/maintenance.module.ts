import { Module } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module.js';
import { UsersModule } from '../users/users.module.js';
import { Maintenance } from './maintenance.js';
import { MaintenanceTimer } from './maintenance-timer.js';
import { RenamesModule } from './renames.module.js';

@Module({ imports: [RenamesModule, StorageModule, UsersModule], providers: [Maintenance, MaintenanceTimer] })
export class MaintenanceModule {}
