import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LocalCloud, startCloud } from '../../../local/cloud.js';
import { listenOnLoopback, readBody } from '../../../local/loopback.js';
import { arnOf } from '../../../local/secrets/secrets.js';
import { warmUpRequests } from '../../../src/adapters/lambda/warm-up.js';
import { readKeyId } from '../../../src/auth/access-token.js';

const ORIGIN_SECRET = 'known to CloudFront only';
const INVOCATION = { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => 28_000 };

type Handler = (event: unknown, context: typeof INVOCATION) => Promise<{ statusCode: number; body: string }>;

/** Stands before servers: holds every request back until so many are there that nothing but an answer can bring another one. */
class Gate {
  readonly passed: string[] = [];
  private held: (() => void)[] = [];
  private readonly servers: { url: string; close(): Promise<void> }[] = [];

  constructor(private readonly awaited: number) {}

  async before(url: string): Promise<string> {
    const server = await listenOnLoopback((request, response) => void this.pass(url, request, response));
    this.servers.push(server);
    return server.url;
  }

  async close(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.close()));
  }

  private async pass(url: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, 1024 * 1024);
    this.passed.push(String(request.headers['x-amz-target'] ?? request.url));
    if (this.passed.length <= this.awaited) {
      await new Promise<void>((release) => {
        this.held.push(release);
        if (this.held.length === this.awaited) this.held.forEach((one) => one());
      });
    }
    const { 'content-length': _length, connection: _connection, host: _host, ...headers } = request.headers as Record<string, string>;
    const answer = await fetch(new URL(request.url!, url), { method: request.method, headers, body: body.length > 0 ? body : undefined });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(await answer.text());
  }
}

describe('a new environment of Lambda', () => {
  let cloud: LocalCloud;
  let gate: Gate;
  const environment = { ...process.env };

  afterEach(async () => {
    await gate.close();
    await cloud.close();
    process.env = environment;
  });

  it('waits twice before the first answer: for keys, revocations and secrets at once, then for the data of the route', async () => {
    cloud = await startCloud();
    gate = new Gate(5);
    const made = (name: string, value: string) => cloud.secrets.secrets.create(name, value) && arnOf(name);
    Object.assign(process.env, {
      AWS_LAMBDA_FUNCTION_NAME: 'student-management-test-app',
      AWS_ENDPOINT_URL_DYNAMODB: await gate.before(cloud.database.url),
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: await gate.before(cloud.pool.url),
      AWS_ENDPOINT_URL_SECRETS_MANAGER: await gate.before(cloud.secrets.url),
      CURSOR_KEY_SECRET: made('cursor-key', randomBytes(32).toString('base64')),
      ORIGIN_SECRET_A: made('origin-a', ORIGIN_SECRET),
      ORIGIN_SECRET_B: made('origin-b', 'another'),
      LOG_LEVEL: 'error',
    });
    const iss = `${process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER}/${cloud.pool.userPoolId}`;
    const token = await cloud.pool.mint({ iss, 'cognito:groups': ['admin'] });

    const { handler, warmUp } = (await import('../../../src/lambda.js')) as unknown as {
      handler: Handler;
      warmUp: (context: object) => Promise<void>;
    };
    const answer = await handler(aRequest('/api/v1/subjects', token), INVOCATION);

    expect(answer).toMatchObject({ statusCode: 200, body: expect.stringContaining('"items":[]') as string });
    expect(gate.passed.slice(0, 5).sort()).toEqual([
      expect.stringMatching(/jwks\.json$/) as string,
      'DynamoDB_20120810.Query',
      ...Array<string>(3).fill('secretsmanager.GetSecretValue'),
    ]);
    // What the route reads, and then whether the sign-in is recorded: it is not.
    expect(gate.passed.slice(5).sort()).toEqual(
      ['GetItem', 'Query', 'Query', 'TransactWriteItems'].map((operation) => `DynamoDB_20120810.${operation}`),
    );

    // The requests of the warm-up reach as much as a caller without a valid token can.
    const keyId = readKeyId(token)!;
    const responses = await Promise.all(warmUpRequests({ originSecret: ORIGIN_SECRET, keyId }).map((event) => handler(event, INVOCATION)));
    expect(responses.map(({ statusCode }) => statusCode)).toEqual([200, 200, 401]);
    await warmUp(INVOCATION);
    expect(gate.passed.slice(10)).toContain('DynamoDB_20120810.GetItem');
  });
});

function aRequest(rawPath: string, token: string) {
  return {
    version: '2.0',
    rawPath,
    rawQueryString: '',
    headers: {
      authorization: `Bearer ${token}`,
      host: 'localhost',
      'x-forwarded-for': '203.0.113.7, 198.51.100.4',
      'x-origin-secret': ORIGIN_SECRET,
    },
    requestContext: { http: { method: 'GET', path: rawPath, sourceIp: '198.51.100.4' } },
    isBase64Encoded: false,
  };
}
