import { ATTRIBUTES, WRITE_ATTRIBUTES } from './attributes.js';
import { REFRESH_TOKEN_DAYS } from './grants.js';
import { PASSWORD_POLICY } from './password.js';
import { type Operations, type Service, assertClient, assertPool } from './service.js';

/** How the pool and its one client are set up. */
export function describeOperations(service: Service): Operations {
  const { pool, accessTokenMinutes } = service;
  const { region, userPoolId, clientId, createdAt } = pool.identity;
  return {
    DescribeUserPool: (input) => {
      assertPool(service, input);
      return {
        UserPool: {
          Id: userPoolId,
          Name: 'local',
          Arn: `arn:aws:cognito-idp:${region}:000000000000:userpool/${userPoolId}`,
          CreationDate: createdAt / 1000,
          LastModifiedDate: createdAt / 1000,
          EstimatedNumberOfUsers: pool.all().length,
          Policies: { PasswordPolicy: PASSWORD_POLICY },
          UsernameAttributes: ['email'],
          UsernameConfiguration: { CaseSensitive: false },
          AutoVerifiedAttributes: ['email'],
          AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
          AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
          MfaConfiguration: 'OPTIONAL',
          SchemaAttributes: ATTRIBUTES.map((Name) => ({ Name, AttributeDataType: 'String', Mutable: true, Required: Name === 'email' })),
        },
      };
    },

    DescribeUserPoolClient: (input) => {
      assertPool(service, input);
      assertClient(service, input);
      return {
        UserPoolClient: {
          UserPoolId: userPoolId,
          ClientId: clientId,
          ClientName: 'student-management-app',
          CreationDate: createdAt / 1000,
          LastModifiedDate: createdAt / 1000,
          ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
          PreventUserExistenceErrors: 'ENABLED',
          EnableTokenRevocation: true,
          AccessTokenValidity: accessTokenMinutes,
          IdTokenValidity: accessTokenMinutes,
          RefreshTokenValidity: REFRESH_TOKEN_DAYS,
          TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'days' },
          WriteAttributes: WRITE_ATTRIBUTES,
        },
      };
    },
  };
}
