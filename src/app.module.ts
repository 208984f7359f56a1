import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { AuditModule } from './audit/audit.module.js';
import { AccessGuard } from './auth/access.guard.js';
import { AuthModule } from './auth/auth.module.js';
import { ClassesModule } from './classes/classes.module.js';
import { CommonModule } from './common/common.module.js';
import { NothingUnasked } from './common/nothing-unasked.js';
import { ProblemFilter } from './common/problem.filter.js';
import { validationPipe } from './common/validation.js';
import { Config } from './config.js';
import { CsvBodies } from './csv/csv-body.js';
import { EnrolmentsModule } from './enrolments/enrolments.module.js';
import { GradingScalesModule } from './grading/grading-scales.module.js';
import { HealthModule } from './health/health.module.js';
import { IdempotencyModule } from './idempotency/idempotency.module.js';
import { MaintenanceModule } from './maintenance/maintenance.module.js';
import { MaterialsModule } from './materials/materials.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { PersonalDataModule } from './personal-data/personal-data.module.js';
import { PersistenceModule } from './persistence/persistence.module.js';
import { ScoresModule } from './scores/scores.module.js';
import { SecretsModule } from './secrets/secrets.module.js';
import { StatisticsModule } from './statistics/statistics.module.js';
import { SubjectsModule } from './subjects/subjects.module.js';
import { TermsModule } from './terms/terms.module.js';
import { TranscriptsModule } from './transcripts/transcripts.module.js';
import { UsersModule } from './users/users.module.js';

/** The whole app: its features, and the engine that keeps their things. */
@Module({})
export class AppModule {
  static async for(config: Config): Promise<DynamicModule> {
    return {
      module: AppModule,
      imports: [
        DiscoveryModule,
        CommonModule.for(config),
        SecretsModule,
        await PersistenceModule.for('dynamodb', config),
        AuthModule,
        AuditModule,
        IdempotencyModule,
        HealthModule,
        GradingScalesModule,
        UsersModule,
        MaintenanceModule,
        TermsModule,
        TranscriptsModule,
        SubjectsModule,
        ClassesModule,
        EnrolmentsModule,
        ScoresModule,
        MaterialsModule,
        PersonalDataModule,
        NotificationsModule,
        StatisticsModule,
      ],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useFactory: validationPipe },
        // In this order: whoever may not call a route is told nothing about what it takes.
        { provide: APP_GUARD, useExisting: AccessGuard },
        { provide: APP_GUARD, useClass: CsvBodies },
        { provide: APP_GUARD, useClass: NothingUnasked },
      ],
    };
  }
}
