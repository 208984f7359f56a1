import { Global, Module } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import { AccessGuard } from './access.guard.js';
import { Authenticator } from './authenticator.js';
import { JwtStrategy } from './jwt.strategy.js';
import { RecentSignIn } from './recent-sign-in.js';
import { StaffMfa } from './staff-mfa.js';
import { TokenRecords } from './token-records.js';

@Global()
@Module({
  imports: [PassportModule],
  providers: [JwtStrategy, TokenRecords, RecentSignIn, StaffMfa, Authenticator, AccessGuard],
  exports: [TokenRecords, RecentSignIn, StaffMfa, Authenticator, AccessGuard],
})
export class AuthModule {}
