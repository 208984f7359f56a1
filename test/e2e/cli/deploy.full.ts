import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { listenOnLoopback, type LoopbackServer, readBody } from '../../../local/loopback.js';
import { type LocalS3, startS3 } from '../../../local/s3/server.js';
import { FakeCloudFormation } from '../../fixtures/cloudformation.js';
import { runCommand, spawnCommand } from './run-command.js';

const ROOT = resolve(__dirname, '../../..');
const STACK = 'student-management-dev';

/** Stands for npm and for the deployment framework: it tells the test its arguments, and ends when the test answers. */
const PROGRAM = `#!/bin/sh
exec "$NODE" -e 'fetch(process.env.CONTROL, { method: "POST", body: process.argv.slice(1).join(" ") }).then(({ ok }) => process.exit(ok ? 0 : 1))' -- "$@"
`;

describe('deploy', () => {
  let folder: string;
  let cloudFormation: FakeCloudFormation;
  let storage: LocalS3;
  let aws: LoopbackServer;
  let programs: string[];
  let acceptsCache: boolean;
  /** Decides whether a run of the deployment framework succeeds. */
  let runFramework: () => Promise<boolean>;

  beforeEach(async () => {
    [programs, acceptsCache] = [[], true];
    folder = mkdtempSync(join(tmpdir(), 'checkout-'));
    for (const source of ['infra', 'openapi.json']) symlinkSync(join(ROOT, source), join(folder, source));
    mkdirSync(join(folder, 'dist/lambda'), { recursive: true });
    writeFileSync(join(folder, 'dist/lambda/app.js'), '');
    mkdirSync(join(folder, 'bin'));
    for (const program of ['npm', 'npx']) {
      writeFileSync(join(folder, 'bin', program), PROGRAM);
      chmodSync(join(folder, 'bin', program), 0o755);
    }
    storage = await startS3({ buckets: ['site'] });
    cloudFormation = await FakeCloudFormation.start();
    aws = await listenOnLoopback((request, response) => {
      void readBody(request, 1_000_000).then(async (body) => {
        const [status, answer] = await answerOf(request.method!, request.url!, body.toString());
        response.statusCode = status;
        if (status === 404) response.setHeader('x-amzn-errortype', 'ResourceNotFoundException');
        response.end(answer);
      });
    });
    runFramework = () => {
      deployed();
      return Promise.resolve(true);
    };
  });
  afterEach(async () => {
    await cloudFormation.close();
    await aws.close();
    await storage.close();
    rmSync(folder, { recursive: true });
  });

  /** The stack as a deployment leaves it. */
  function deployed(): void {
    const outputs = {
      ...{ SiteUrl: aws.url, ApiUrl: `${aws.url}/api/v1`, TablePrefix: STACK, FunctionName: `${STACK}-api`, SiteBucket: 'site' },
      ...{ DistributionId: 'D', DistributionDomain: 'd.example', OriginSlot: 'B', UserPoolId: 'us-east-1_a', ClientId: 'a' },
    };
    cloudFormation.stacks[STACK] = { ...cloudFormation.stacks[STACK], status: 'UPDATE_COMPLETE', outputs };
  }

  /** Lambda, CloudFront, the site itself, and the two programs. */
  async function answerOf(method: string, url: string, body: string): Promise<[number, string]> {
    if (url === '/control') {
      programs.push(body);
      return [body.includes('osls deploy') && !(await runFramework()) ? 500 : 200, ''];
    }
    if (url === '/health/ready') return [200, ''];
    if (url.includes('/invalidation')) return [201, '<Invalidation><Id>I</Id></Invalidation>'];
    if (method === 'DELETE') return [404, '{}'];
    if (url.includes('-code-cache/invocations')) return [200, cacheAnswer(false)];
    if (url.endsWith('-api/invocations?Qualifier=live')) return [200, cacheAnswer(acceptsCache)];
    return [200, JSON.stringify({ Configuration: { State: 'Active' }, Handler: 'dist/lambda/index.handler', MemorySize: 1024 })];
  }

  function cacheAnswer(accepted: boolean): string {
    return JSON.stringify(accepted ? { accepted } : { accepted, name: 'app-1.cache', data: gzipSync('cache').toString('base64') });
  }

  const environment = () => ({
    ...{ AWS_ACCESS_KEY_ID: storage.accessKeyId, AWS_SECRET_ACCESS_KEY: storage.secretAccessKey, AWS_ENDPOINT_URL: aws.url },
    ...{
      AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.url,
      AWS_ENDPOINT_URL_STS: cloudFormation.url,
      AWS_ENDPOINT_URL_S3: storage.url,
    },
    ...{ CONTROL: `${aws.url}/control`, NODE: process.execPath, PATH: `${join(folder, 'bin')}:${process.env.PATH}` },
  });
  const deploy = (...args: string[]) => runCommand('deploy', ['--stage', 'dev', ...args], environment(), folder);
  const updates = () => programs.filter((program) => program.includes('osls deploy'));

  it('updates the stack once, with a code cache made before, and keeps the active origin secret', async () => {
    deployed();
    const { code, errors } = await deploy();
    expect({ code, errors, programs }).toEqual({
      code: 0,
      errors: '',
      programs: ['run build:lambda', '--no-install osls deploy --stage dev --region us-east-1 --param=originSlot=B'],
    });
    expect(readdirSync(join(folder, 'dist/lambda'))).toContain('app-1.cache');
    const client = new S3Client({ endpoint: storage.url, region: 'us-east-1', forcePathStyle: true, credentials: storage });
    expect((await client.send(new ListObjectsV2Command({ Bucket: 'site' }))).Contents!.map(({ Key }) => Key)).toContain('index.html');
    client.destroy();
  });

  it('updates the stack again if the function rejects the cache', async () => {
    deployed();
    acceptsCache = false;
    expect((await deploy()).code).toBe(0);
    expect(updates()).toHaveLength(2);
  });

  it('creates a stage after a first deployment that failed, unprotected until it succeeds', async () => {
    cloudFormation.stacks[STACK] = { status: 'ROLLBACK_COMPLETE' };
    const { code, output } = await deploy('--param', 'isProtected=true', '--param', 'deletionProtection=ACTIVE');
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining(`${STACK} is in the state ROLLBACK_COMPLETE`) as string });
    expect(cloudFormation.changes).toEqual([`DeleteStack ${STACK}`, `UpdateTerminationProtection ${STACK} true`]);
    expect(updates().map((program) => program.includes('--param=isProtected=false'))).toEqual([true, false]);
  });

  it('states the reasons of CloudFormation, and succeeds with the next run', async () => {
    deployed();
    const succeed = runFramework;
    runFramework = () => {
      const failures = { Distribution: 'Your account must be verified before you can add or update CloudFront resources.' };
      cloudFormation.stacks[STACK] = {
        ...cloudFormation.stacks[STACK],
        status: 'UPDATE_ROLLBACK_FAILED',
        failures,
        ends: ['UPDATE_ROLLBACK_COMPLETE'],
      };
      return Promise.resolve(false);
    };
    const { code, errors } = await deploy();
    expect({ code, errors }).toEqual({ code: 1, errors: expect.stringMatching(/Distribution: Your account[^]*AWS Support/) as string });
    runFramework = succeed;
    expect((await deploy()).code).toBe(0);
    expect(cloudFormation.changes).toEqual([`ContinueUpdateRollback ${STACK}`]);
  });

  it('lets no second one start meanwhile, and goes on after it was killed', async () => {
    deployed();
    const succeed = runFramework;
    let release!: () => void;
    const reached = new Promise<void>((resolveReached) => {
      runFramework = () => {
        resolveReached();
        return new Promise((done) => (release = () => done(false)));
      };
    });
    const first = spawnCommand('deploy', ['--stage', 'dev'], environment(), folder);
    await reached;
    expect((await deploy()).errors).toMatch(/^Another command builds or deploys from this folder \(process \d+\)\./);
    first.process.kill('SIGKILL');
    release();
    expect((await first.ended).code).toBeNull();
    runFramework = succeed;
    expect((await deploy()).code).toBe(0);
  });
});
