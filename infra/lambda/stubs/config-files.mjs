// Stands for what reads `~/.aws/config` and `~/.aws/credentials`: there are none.
export const CONFIG_PREFIX_SEPARATOR = '.';

export const loadSharedConfigFiles = () => Promise.resolve({ configFile: {}, credentialsFile: {} });
