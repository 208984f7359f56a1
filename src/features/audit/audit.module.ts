import { Global, Module } from '@nestjs/common';
import { RefusalLog } from '../../http/problems/refusal-log.js';
import { AccessTrail } from './access-trail.js';
import { AuditTrail } from './audit-trail.js';
import { AuditController } from './audit.controller.js';
import { AuditService } from './audit.service.js';
import { Refusals } from './refusals.js';

@Global()
@Module({
  controllers: [AuditController],
  providers: [AuditService, AuditTrail, AccessTrail, Refusals, { provide: RefusalLog, useExisting: Refusals }],
  exports: [AuditTrail, AccessTrail, RefusalLog],
})
export class AuditModule {}
