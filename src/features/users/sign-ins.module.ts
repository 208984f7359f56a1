import { Global, Module } from '@nestjs/common';
import { SignIns } from '../../auth/sign-ins.js';
import { SignInsService } from './sign-ins.service.js';
import { UsersModule } from './users.module.js';

/** Global, because the access guard needs it, and auth knows no feature. */
@Global()
@Module({
  imports: [UsersModule],
  providers: [{ provide: SignIns, useExisting: SignInsService }],
  exports: [SignIns],
})
export class SignInsModule {}
