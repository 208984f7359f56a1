/** One line for each request that reached the gateway. `requestId` is the one that the app logs, too. */
const FIELDS = {
  time: 'requestTimeEpoch',
  requestId: 'requestId',
  method: 'httpMethod',
  path: 'path',
  route: 'routeKey',
  status: 'status',
  bytes: 'responseLength',
  latency: 'responseLatency',
  error: 'error.message',
  authorizerError: 'authorizer.error',
  integrationError: 'integrationErrorMessage',
  functionStatus: 'integration.status',
};

exports.format = JSON.stringify(Object.fromEntries(Object.entries(FIELDS).map(([name, variable]) => [name, `$context.${variable}`])));
