import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { AccessGuard } from './access.guard.js';
import { JwtStrategy } from './jwt.strategy.js';
import { Revocations } from './revocations.js';

@Global()
@Module({
  imports: [PassportModule],
  providers: [JwtStrategy, Revocations, { provide: APP_GUARD, useClass: AccessGuard }],
  exports: [Revocations],
})
export class AuthModule {}
