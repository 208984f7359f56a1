import { Global, Module } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import { AccessGuard } from './access.guard.js';
import { JwtStrategy } from './jwt.strategy.js';
import { Revocations } from './revocations.js';

@Global()
@Module({
  imports: [PassportModule],
  providers: [JwtStrategy, Revocations, AccessGuard],
  exports: [Revocations, AccessGuard],
})
export class AuthModule {}
