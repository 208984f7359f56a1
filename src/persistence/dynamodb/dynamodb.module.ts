import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type DynamicModule, Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { UploadsRepository } from '../../adapters/storage/uploads.repository.js';
import { TokenRecordsRepository } from '../../auth/token-records.repository.js';
import type { Config } from '../../config/config.js';
import { AuditRepository } from '../../features/audit/audit.repository.js';
import { PeopleRepository } from '../../features/audit/people.repository.js';
import { ClassesRepository } from '../../features/classes/classes.repository.js';
import { EnrolmentsRepository } from '../../features/enrolments/enrolments.repository.js';
import { FeedbackRepository } from '../../features/enrolments/feedback.repository.js';
import { ExternalResultsRepository } from '../../features/external-results/external-results.repository.js';
import { GradingScalesRepository } from '../../features/grading/grading-scales.repository.js';
import { DatabaseHealth } from '../../features/health/database-health.js';
import { MaterialsRepository } from '../../features/materials/materials.repository.js';
import { NotificationsRepository } from '../../features/notifications/notifications.repository.js';
import { ReadMarksRepository } from '../../features/notifications/read-marks.repository.js';
import { MarkNoticesRepository } from '../../features/scores/mark-notices.repository.js';
import { CountsRepository } from '../../features/statistics/counts.repository.js';
import { StatisticsRepository } from '../../features/statistics/statistics.repository.js';
import { SubjectsRepository } from '../../features/subjects/subjects.repository.js';
import { TermsRepository } from '../../features/terms/terms.repository.js';
import { GpaRulesRepository } from '../../features/transcripts/gpa-rules.repository.js';
import { NameCopiesRepository } from '../../features/users/name-copies.repository.js';
import { RelationsRepository } from '../../features/users/relations.repository.js';
import { UsersRepository } from '../../features/users/users.repository.js';
import { IdempotencyRepository } from '../../http/idempotency/idempotency.repository.js';
import { JobsRepository } from '../../jobs/jobs.repository.js';
import { createClient } from './driver/client.js';
import { Database } from './driver/database.js';
import { Scans } from './driver/scans.js';
import { DynamoAuditRepository } from './repositories/audit.repository.js';
import { DynamoClassesRepository } from './repositories/classes.repository.js';
import { DynamoCountsRepository } from './repositories/counts.repository.js';
import { DynamoDatabaseHealth } from './repositories/database-health.js';
import { DynamoEnrolmentsRepository } from './repositories/enrolments.repository.js';
import { DynamoExternalResultsRepository } from './repositories/external-results.repository.js';
import { DynamoFeedbackRepository } from './repositories/feedback.repository.js';
import { DynamoGradingScalesRepository } from './repositories/grading-scales.repository.js';
import { DynamoGpaRulesRepository } from './repositories/gpa-rules.repository.js';
import { DynamoIdempotencyRepository } from './repositories/idempotency.repository.js';
import { DynamoJobsRepository } from './repositories/jobs.repository.js';
import { DynamoMarkNoticesRepository } from './repositories/mark-notices.repository.js';
import { DynamoMaterialsRepository } from './repositories/materials.repository.js';
import { DynamoNameCopiesRepository } from './repositories/name-copies.repository.js';
import { DynamoNotificationsRepository } from './repositories/notifications.repository.js';
import { DynamoPeopleRepository } from './repositories/people.repository.js';
import { DynamoReadMarksRepository } from './repositories/read-marks.repository.js';
import { DynamoRelationsRepository } from './repositories/relations.repository.js';
import { DynamoStatisticsRepository } from './repositories/statistics.repository.js';
import { DynamoSubjectsRepository } from './repositories/subjects.repository.js';
import { DynamoTermsRepository } from './repositories/terms.repository.js';
import { DynamoTokenRecordsRepository } from './repositories/token-records.repository.js';
import { DynamoUploadsRepository } from './repositories/uploads.repository.js';
import { DynamoUsersRepository } from './repositories/users.repository.js';

/** The class that implements each port. */
const ADAPTERS = [
  { provide: AuditRepository, useClass: DynamoAuditRepository },
  { provide: ClassesRepository, useClass: DynamoClassesRepository },
  { provide: CountsRepository, useClass: DynamoCountsRepository },
  { provide: DatabaseHealth, useClass: DynamoDatabaseHealth },
  { provide: EnrolmentsRepository, useClass: DynamoEnrolmentsRepository },
  { provide: ExternalResultsRepository, useClass: DynamoExternalResultsRepository },
  { provide: FeedbackRepository, useClass: DynamoFeedbackRepository },
  { provide: GradingScalesRepository, useClass: DynamoGradingScalesRepository },
  { provide: GpaRulesRepository, useClass: DynamoGpaRulesRepository },
  { provide: NotificationsRepository, useClass: DynamoNotificationsRepository },
  { provide: PeopleRepository, useClass: DynamoPeopleRepository },
  { provide: ReadMarksRepository, useClass: DynamoReadMarksRepository },
  { provide: IdempotencyRepository, useClass: DynamoIdempotencyRepository },
  { provide: MarkNoticesRepository, useClass: DynamoMarkNoticesRepository },
  { provide: MaterialsRepository, useClass: DynamoMaterialsRepository },
  { provide: JobsRepository, useClass: DynamoJobsRepository },
  { provide: NameCopiesRepository, useClass: DynamoNameCopiesRepository },
  { provide: RelationsRepository, useClass: DynamoRelationsRepository },
  { provide: StatisticsRepository, useClass: DynamoStatisticsRepository },
  { provide: SubjectsRepository, useClass: DynamoSubjectsRepository },
  { provide: TermsRepository, useClass: DynamoTermsRepository },
  { provide: TokenRecordsRepository, useClass: DynamoTokenRecordsRepository },
  { provide: UploadsRepository, useClass: DynamoUploadsRepository },
  { provide: UsersRepository, useClass: DynamoUsersRepository },
];

/** The engine that stores the data in DynamoDB. */
@Global()
@Module({})
export class DynamoDbModule implements OnApplicationShutdown {
  static for(config: Config): DynamicModule {
    return {
      module: DynamoDbModule,
      providers: [
        { provide: DynamoDBDocumentClient, useFactory: () => createClient(config.region) },
        ...[Database, Scans].map((provide) => ({
          provide,
          useFactory: (client: DynamoDBDocumentClient) => new provide(client, config.tablePrefix),
          inject: [DynamoDBDocumentClient],
        })),
        ...ADAPTERS,
      ],
      exports: ADAPTERS.map(({ provide }) => provide),
    };
  }

  constructor(private readonly client: DynamoDBDocumentClient) {}

  onApplicationShutdown(): void {
    this.client.destroy();
  }
}
