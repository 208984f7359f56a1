// Replaces `@aws-sdk/credential-provider-node` in the bundle. A Lambda function has its credentials in its environment, and they never change.
import { fromEnv } from '@aws-sdk/credential-provider-env';

export const defaultProvider = () => {
  const read = fromEnv();
  let credentials;
  return () => (credentials ??= read());
};
