import { Global, Module } from '@nestjs/common';
import { SecondFactors } from '../../auth/second-factors.js';
import { CognitoIdentityProvider } from './cognito-identity-provider.js';
import { IdentityProvider } from './identity-provider.js';

@Global()
@Module({
  providers: [
    { provide: IdentityProvider, useClass: CognitoIdentityProvider },
    { provide: SecondFactors, useExisting: IdentityProvider },
  ],
  exports: [IdentityProvider, SecondFactors],
})
export class IdentityModule {}
