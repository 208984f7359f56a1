import { Global, Module } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import { AccessGuard } from './access.guard.js';
import { Authenticator } from './authenticator.js';
import { JwtStrategy } from './jwt.strategy.js';
import { Revocations } from './revocations.js';

@Global()
@Module({
  imports: [PassportModule],
  providers: [JwtStrategy, Revocations, Authenticator, AccessGuard],
  exports: [Revocations, Authenticator, AccessGuard],
})
export class AuthModule {}
