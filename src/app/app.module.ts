import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { SecretsModule } from '../adapters/secrets/secrets.module.js';
import { AccessGuard } from '../auth/access.guard.js';
import { AuthModule } from '../auth/auth.module.js';
import type { Config } from '../config/config.js';
import { ConfigModule } from '../config/config.module.js';
import { AuditModule } from '../features/audit/audit.module.js';
import { ClassesModule } from '../features/classes/classes.module.js';
import { EnrolmentsModule } from '../features/enrolments/enrolments.module.js';
import { ExternalResultsModule } from '../features/external-results/external-results.module.js';
import { GradingScalesModule } from '../features/grading/grading-scales.module.js';
import { HealthModule } from '../features/health/health.module.js';
import { HomeModule } from '../features/home/home.module.js';
import { MaterialsModule } from '../features/materials/materials.module.js';
import { NotificationsModule } from '../features/notifications/notifications.module.js';
import { PersonalDataModule } from '../features/personal-data/personal-data.module.js';
import { ScoresModule } from '../features/scores/scores.module.js';
import { StatisticsModule } from '../features/statistics/statistics.module.js';
import { SubjectsModule } from '../features/subjects/subjects.module.js';
import { TermsModule } from '../features/terms/terms.module.js';
import { TranscriptsModule } from '../features/transcripts/transcripts.module.js';
import { SignInsModule } from '../features/users/sign-ins.module.js';
import { UsersModule } from '../features/users/users.module.js';
import { BodyGuard } from '../http/guards/body.guard.js';
import { StrictRequestGuard } from '../http/guards/strict-request.guard.js';
import { ProblemFilter } from '../http/problems/problem.filter.js';
import { validationPipe } from '../http/validation/validation.pipe.js';
import { JobsModule } from '../jobs/jobs.module.js';
import type { Engine } from '../persistence/engine.js';

@Module({})
export class AppModule {
  static for(config: Config, engine: Engine): DynamicModule {
    return {
      module: AppModule,
      imports: [
        DiscoveryModule,
        ConfigModule.for(config),
        SecretsModule,
        engine.for(config),
        AuthModule,
        AuditModule,
        HealthModule,
        GradingScalesModule,
        UsersModule,
        SignInsModule,
        JobsModule,
        TermsModule,
        TranscriptsModule,
        SubjectsModule,
        ClassesModule,
        EnrolmentsModule,
        ExternalResultsModule,
        ScoresModule,
        MaterialsModule,
        PersonalDataModule,
        NotificationsModule,
        StatisticsModule,
        HomeModule,
      ],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useFactory: validationPipe },
        // The access guard comes first, so that a forbidden caller costs nothing, and learns nothing about the input.
        { provide: APP_GUARD, useExisting: AccessGuard },
        { provide: APP_GUARD, useClass: BodyGuard },
        { provide: APP_GUARD, useClass: StrictRequestGuard },
      ],
    };
  }
}
