// The operations of Secrets Manager that the app uses. The permissions of the function and the bundle contain no others.
export { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
