import { Module } from '@nestjs/common';
import { StorageModule } from '../adapters/storage/storage.module.js';
import { UsersModule } from '../features/users/users.module.js';
import { Maintenance } from './maintenance.js';
import { MaintenanceTimer } from './maintenance-timer.js';
import { NameCopiesModule } from '../features/users/name-copies.module.js';

@Module({ imports: [NameCopiesModule, StorageModule, UsersModule], providers: [Maintenance, MaintenanceTimer] })
export class MaintenanceModule {}
