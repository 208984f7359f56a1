/** The format of the access log: one line per request at the gateway. The app logs the same `requestId`. */
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
