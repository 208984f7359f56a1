import { Global, Module } from '@nestjs/common';
import { JobRunner } from './job-runner.js';
import { JobTimer } from './job-timer.js';

@Global()
@Module({ providers: [JobRunner, JobTimer], exports: [JobRunner] })
export class JobsModule {}
