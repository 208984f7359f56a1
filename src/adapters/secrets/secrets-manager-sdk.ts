// The operations of Secrets Manager that the app uses: what the function must be allowed to do, and all of the SDK that is bundled.
export { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
