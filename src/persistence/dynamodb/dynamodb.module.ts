import { Global, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { AuditRepository } from '../../audit/audit.repository.js';
import { RevocationsRepository } from '../../auth/revocations.repository.js';
import { ClassesRepository } from '../../classes/classes.repository.js';
import type { Config } from '../../config.js';
import { EnrolmentsRepository } from '../../enrolments/enrolments.repository.js';
import { DatabaseHealth } from '../../health/database-health.js';
import { ReceiptsRepository } from '../../idempotency/receipts.repository.js';
import { RenamesRepository } from '../../maintenance/renames.repository.js';
import { NotificationsRepository } from '../../notifications/notifications.repository.js';
import { ReadMarksRepository } from '../../notifications/read-marks.repository.js';
import { MaterialsRepository } from '../../materials/materials.repository.js';
import { PurgesRepository } from '../../storage/purges.repository.js';
import { CountsRepository } from '../../statistics/counts.repository.js';
import { StatisticsRepository } from '../../statistics/statistics.repository.js';
import { SubjectsRepository } from '../../subjects/subjects.repository.js';
import { TermsRepository } from '../../terms/terms.repository.js';
import { UsersRepository } from '../../users/users.repository.js';
import { createClient } from './client.js';
import { Database } from './database.js';
import { DynamoAuditRepository } from './dynamo-audit.repository.js';
import { DynamoClassesRepository } from './dynamo-classes.repository.js';
import { DynamoCountsRepository } from './dynamo-counts.repository.js';
import { DynamoDatabaseHealth } from './dynamo-database-health.js';
import { DynamoEnrolmentsRepository } from './dynamo-enrolments.repository.js';
import { DynamoNotificationsRepository } from './dynamo-notifications.repository.js';
import { DynamoReadMarksRepository } from './dynamo-read-marks.repository.js';
import { DynamoReceiptsRepository } from './dynamo-receipts.repository.js';
import { DynamoMaterialsRepository } from './dynamo-materials.repository.js';
import { DynamoPurgesRepository } from './dynamo-purges.repository.js';
import { DynamoRenamesRepository } from './dynamo-renames.repository.js';
import { DynamoRevocationsRepository } from './dynamo-revocations.repository.js';
import { DynamoStatisticsRepository } from './dynamo-statistics.repository.js';
import { DynamoSubjectsRepository } from './dynamo-subjects.repository.js';
import { DynamoTermsRepository } from './dynamo-terms.repository.js';
import { DynamoUsersRepository } from './dynamo-users.repository.js';
import { Scans } from './scans.js';

/** Which class of this engine stands behind each port. */
const ADAPTERS = [
  { provide: AuditRepository, useClass: DynamoAuditRepository },
  { provide: ClassesRepository, useClass: DynamoClassesRepository },
  { provide: CountsRepository, useClass: DynamoCountsRepository },
  { provide: DatabaseHealth, useClass: DynamoDatabaseHealth },
  { provide: EnrolmentsRepository, useClass: DynamoEnrolmentsRepository },
  { provide: NotificationsRepository, useClass: DynamoNotificationsRepository },
  { provide: ReadMarksRepository, useClass: DynamoReadMarksRepository },
  { provide: ReceiptsRepository, useClass: DynamoReceiptsRepository },
  { provide: MaterialsRepository, useClass: DynamoMaterialsRepository },
  { provide: PurgesRepository, useClass: DynamoPurgesRepository },
  { provide: RenamesRepository, useClass: DynamoRenamesRepository },
  { provide: RevocationsRepository, useClass: DynamoRevocationsRepository },
  { provide: StatisticsRepository, useClass: DynamoStatisticsRepository },
  { provide: SubjectsRepository, useClass: DynamoSubjectsRepository },
  { provide: TermsRepository, useClass: DynamoTermsRepository },
  { provide: UsersRepository, useClass: DynamoUsersRepository },
];

/** The engine that keeps the data in DynamoDB. */
@Global()
@Module({})
export class DynamoDbModule implements OnApplicationShutdown {
  static for(config: Config): DynamicModule {
    return {
      module: DynamoDbModule,
      providers: [
        { provide: DynamoDBDocumentClient, useFactory: () => createClient(config.region) },
        {
          provide: Database,
          useFactory: (client: DynamoDBDocumentClient) => new Database(client, config.tablePrefix),
          inject: [DynamoDBDocumentClient],
        },
        {
          provide: Scans,
          useFactory: (client: DynamoDBDocumentClient) => new Scans(client, config.tablePrefix),
          inject: [DynamoDBDocumentClient],
        },
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
