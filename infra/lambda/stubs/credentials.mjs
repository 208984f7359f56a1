// Stands for `@aws-sdk/credential-provider-node` in the bundle: a function of Lambda has its credentials in its environment, for as long as it lives.
import { fromEnv } from '@aws-sdk/credential-provider-env';

export const defaultProvider = () => {
  const read = fromEnv();
  let credentials;
  return () => (credentials ??= read());
};
