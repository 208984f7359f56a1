import { Global, Module } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import { AccessGuard } from './access.guard.js';
import { Authenticator } from './authenticator.js';
import { JwtStrategy } from './jwt.strategy.js';
import { RecentSignIn } from './recent-sign-in.js';
import { Revocations } from './revocations.js';

@Global()
@Module({
  imports: [PassportModule],
  providers: [JwtStrategy, Revocations, RecentSignIn, Authenticator, AccessGuard],
  exports: [Revocations, RecentSignIn, Authenticator, AccessGuard],
})
export class AuthModule {}
