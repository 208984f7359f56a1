import { Module } from '@nestjs/common';
import { ExternalResultsController } from './external-results.controller.js';
import { ExternalResultsService } from './external-results.service.js';

@Module({ controllers: [ExternalResultsController], providers: [ExternalResultsService] })
export class ExternalResultsModule {}
