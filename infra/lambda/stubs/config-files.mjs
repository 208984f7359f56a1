// Replaces the reader of `~/.aws/config` and `~/.aws/credentials`, which do not exist in Lambda.
export const CONFIG_PREFIX_SEPARATOR = '.';

export const loadSharedConfigFiles = () => Promise.resolve({ configFile: {}, credentialsFile: {} });
