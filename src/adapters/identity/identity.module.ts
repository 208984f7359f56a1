import { Module } from '@nestjs/common';
import { CognitoIdentityProvider } from './cognito-identity-provider.js';
import { IdentityProvider } from './identity-provider.js';

@Module({ providers: [{ provide: IdentityProvider, useClass: CognitoIdentityProvider }], exports: [IdentityProvider] })
export class IdentityModule {}
