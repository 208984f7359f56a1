// What of the end-to-end tests does not run through Lambda, and why. A `test` is the beginning of a full name; without one all of a file is meant.
// A file or a name that there is not fails the run.
const FAULT_IN_PROCESS =
  'It lets a service of the running app fail, which is out of reach in another process; faults of the cloud around it are not.';
const CLOCK_IN_PROCESS = "It sets the clock of the running app; a function has the machine's.";
const KEYS_ELSEWHERE = 'Without the keys of the pool the gateway rejects every token: test/lambda/authorizer.spec.ts checks it.';
const FUTURE_TOKENS = 'Its tokens are of the next seconds. The gateway refuses a token that is not yet issued.';
const NO_LINE = 'The gateway refuses it, and the app has no line of it.';
const PAST_CLOUDFRONT = 'It asks past CloudFront, with secrets of its own: test/lambda/gateway.deployed.ts does so there.';
const OWN_HEADERS = 'The gateway answers, with none of our headers: test/lambda/gateway.spec.ts says what it answers.';

module.exports = [
  { file: 'e2e/cli/start.e2e.ts', why: 'It is about `npm start`.' },
  { file: 'e2e/cli/containers.full.ts', why: 'It is about the plain server in a container.' },
  { file: 'browser/api-guide.full.ts', why: 'It needs a browser, and a page calls the app as `npm start` serves it.' },
  ...['adoption', 'cloud-commands', 'doctor', 'site', 'stack-states'].map((what) => ({
    file: `e2e/cli/${what}.e2e.ts`,
    why: 'It is about the commands for a stage.',
  })),
  ...['cloud-commands', 'deploy', 'stack-states'].map((what) => ({
    file: `e2e/cli/${what}.full.ts`,
    why: 'It is about the commands for a stage.',
  })),
  { file: 'e2e/platform/rate-limits.e2e.ts', why: 'Only a plain server counts requests: the firewall does in the cloud.' },
  { file: 'fuzz/expensive-input.full.ts', why: 'It measures a plain server in its own process.' },
  {
    file: 'e2e/platform/refusal-order.e2e.ts',
    test: 'a request with a body that is bad is refused without a token while its body has not arrived',
    why: 'The gateway waits for the body.',
  },
  { file: 'e2e/platform/origin.e2e.ts', why: PAST_CLOUDFRONT },
  { file: 'cost/cost.e2e.ts', why: CLOCK_IN_PROCESS },
  { file: 'cost/cost-of-routes.full.ts', why: CLOCK_IN_PROCESS },
  { file: 'openapi/conformance.full.ts', why: 'It starts a plain server, whose answers are those of the app alone.' },
  { file: 'access/refusal-cost.full.ts', why: CLOCK_IN_PROCESS },
  {
    file: 'e2e/platform/audit-digests.full.ts',
    why: 'It makes and verifies digests in the process of the test, with the clock of its app.',
  },
  { file: 'e2e/cli/import-users-sign-in.e2e.ts', why: 'It signs in to the user pool, and calls no app.' },
  {
    file: 'e2e/cli/import-users.full.ts',
    test: 'npm run import-users imports 5,000 people once although it is killed twice',
    why: 'A function that answers one request at a time takes minutes for it.',
  },
  ...['e2e', 'full'].map((kind) => ({
    file: `model/model.${kind}.ts`,
    why: 'It is about conditions of writes, which are the same from any process, and starts many apps.',
  })),
  { file: 'contracts/object-storage.full.ts', why: 'It calls the storage, and no app.' },
  ...[
    'is required of the role',
    'must be turned on in the pool',
    'is required again after the office resets it',
    'is required again after the office restores the account',
    'cannot be checked while the pool is down',
  ].map((title) => ({ file: 'e2e/api/staff-mfa.e2e.ts', test: `a second factor of staff ${title}`, why: FUTURE_TOKENS })),
  ...[
    'gives a person another account',
    'works again if the new account is gone too',
    'is finished by the same call if the pool fails halfway',
    'makes an account that all later changes of the person reach',
    'makes an account whose id is not part of an answer',
  ].map((title) => ({ file: 'e2e/api/restore-account.e2e.ts', test: `restoring an account ${title}`, why: FUTURE_TOKENS })),
  ...['rejects the tokens until then', 'holds while the pool does not answer'].map((title) => ({
    file: 'e2e/api/sign-out.e2e.ts',
    test: `signing out everywhere ${title}`,
    why: FUTURE_TOKENS,
  })),
  {
    file: 'e2e/api/address-notice.e2e.ts',
    test: 'changing an e-mail address succeeds without a sender, and leaves no job',
    why: 'It takes the sender from the running app, which is out of reach in another process.',
  },
  ...['of a refusal costs nothing if it exists already', 'of a sign-in costs the request nothing'].map((title) => ({
    file: 'e2e/api/access-entries.e2e.ts',
    test: `an access entry ${title}`,
    why: 'Another environment of the function does not remember the entry, and reads it from the database.',
  })),
  {
    file: 'e2e/api/access-entries.e2e.ts',
    test: 'an access entry of a refusal does not delay the answer',
    why: 'A function freezes after its answer, so the answer waits for the entry.',
  },
  { file: 'e2e/cli/costs.full.ts', why: CLOCK_IN_PROCESS },
  { file: 'e2e/platform/cold-start.e2e.ts', why: 'It starts the entry of the function by itself.' },
  { file: 'access/access.e2e.ts', test: 'access is unavailable without the keys of the pool', why: KEYS_ELSEWHERE },
  {
    file: 'e2e/platform/app.e2e.ts',
    test: 'the app refuses with a problem document a path that is not properly encoded',
    why: OWN_HEADERS,
  },
  { file: 'e2e/platform/app.e2e.ts', test: 'the app the log names the route also of a path that is not properly encoded', why: NO_LINE },
  { file: 'e2e/platform/app.e2e.ts', test: 'the app the log contains nothing of what a request sent', why: NO_LINE },
  {
    file: 'e2e/platform/idempotency-retries.e2e.ts',
    test: 'a call with an Idempotency-Key that comes again after its time was over finds at POST /users what was made',
    why: CLOCK_IN_PROCESS,
  },
  { file: 'e2e/platform/response-headers.e2e.ts', test: 'the headers of an answer to a request without a token (401)', why: OWN_HEADERS },
  { file: 'e2e/platform/response-headers.e2e.ts', test: 'the headers of an answer to a malformed path (400)', why: OWN_HEADERS },
  { file: 'e2e/platform/response-headers.e2e.ts', test: 'the headers of an answer to a fault of ours (500)', why: FAULT_IN_PROCESS },
  { file: 'e2e/platform/response-headers.e2e.ts', test: 'the headers of an answer to what is not available (503)', why: FAULT_IN_PROCESS },
  ...['terms', 'subjects', 'classes', 'users', 'notifications'].map((what) => ({
    file: 'e2e/platform/idempotency.e2e.ts',
    test: `Idempotency-Key at POST /${what} is known for a day`,
    why: CLOCK_IN_PROCESS,
  })),
];
