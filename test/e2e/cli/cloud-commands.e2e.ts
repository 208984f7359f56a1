import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { unzipSync } from 'fflate';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { asFunction } from '../../../infra/lambda/wrapper.mjs';
import { TABLE_PREFIX } from '../../../local/cloud.js';
import { listenOnLoopback, type LoopbackServer, readBody } from '../../../local/loopback.js';
import { startS3 } from '../../../local/s3/server.js';
import { createTables } from '../../../local/tables.js';
import { adoptCodeCache, deleteCacheMaker, makeCodeCache } from '../../../scripts/cloud/code-cache.js';
import { confirm } from '../../../scripts/cloud/confirm.js';
import { copyTable } from '../../../scripts/cloud/copy-table.js';
import { UNPROTECTED } from '../../../scripts/cloud/deployment.js';
import { edgeStackName, toParameters } from '../../../scripts/cloud/edge.js';
import { emptyBucket } from '../../../scripts/cloud/empty-bucket.js';
import { readTarget } from '../../../scripts/cloud/options.js';
import {
  assertDeployable,
  deployableParameters,
  givenParameters,
  parametersOf,
  readParameters,
} from '../../../scripts/cloud/parameters.js';
import { assertRestored } from '../../../scripts/cloud/restored.js';
import { rotate, type Slot } from '../../../scripts/cloud/rotation.js';
import { Failure } from '../../../scripts/failure.js';
import { CountsRepository } from '../../../src/features/statistics/counts.repository.js';
import { recount } from '../../../src/features/statistics/recount.js';
import { type TableDefinition, tableName, type TableName, TABLES } from '../../../src/persistence/dynamodb/schema/tables.js';
import { Accounts } from '../../fixtures/accounts.js';
import { aCode } from '../../fixtures/builders.js';
import { FakeCloudFormation } from '../../fixtures/cloudformation.js';
import { dumpOf } from '../../fixtures/dump.js';
import { SchoolFixture } from '../../fixtures/school.js';
import { COMMANDS, runCommand, usageOf } from './run-command.js';

const ROOT = resolve(__dirname, '../../..');

describe('a command for a stage', () => {
  const refusal = (...args: string[]): string => {
    try {
      readTarget(args, 'Usage: …', { param: { type: 'string', multiple: true } });
      return 'none';
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return error.message;
    }
  };

  it('accepts existing stages and regions, and reports others in one line', () => {
    expect(readTarget(['--stage', 'dev', '--region', 'ap-southeast-1'], '', {})).toMatchObject({ stage: 'dev', region: 'ap-southeast-1' });
    expect(refusal()).toBe('--stage is required: dev, staging, prod. Usage: …');
    expect(refusal('--stage', 'production')).toMatch(/^There is no stage "production"\. Choose one of dev, staging, prod\./);
    expect(refusal('--stage', 'dev', '--region', 'eu-central-9')).toMatch(/^The region "eu-central-9" is not supported\. Choose one of /);
    expect(refusal('--stage', 'dev', '--fast')).toMatch(/^Unknown option '--fast'\. Usage/);
    for (const message of [refusal(), refusal('--stage', 'x')]) expect(message).not.toContain('\n');
  });

  it('combines the parameters of the stage with known overrides', () => {
    expect(parametersOf('dev', {})).toMatchObject({ firewall: 'off', originSlot: 'A' });
    expect(parametersOf('prod', readParameters(['firewall=off', 'alarmMail=a=b@example.edu']))).toMatchObject({
      firewall: 'off',
      isProtected: 'true',
      alarmMail: 'a=b@example.edu',
    });
    expect(parametersOf('prod', UNPROTECTED)).toMatchObject({ isProtected: 'false', deletionProtection: 'INACTIVE' });
    expect(() => parametersOf('dev', { fireWall: 'off' })).toThrow(
      'There is no parameter fireWall. infra/stages.yml lists all parameters.',
    );
    expect(() => readParameters(['firewall'])).toThrow('--param must be name=value, not "firewall".');
    expect(() => readParameters(['corsOrigins='])).toThrow('--param must be name=value, not "corsOrigins=".');
  });

  it('reads the outputs of the edge stack of its region', () => {
    const WebAclArn = { OutputKey: 'WebAclArn', OutputValue: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/1' };
    expect(toParameters([WebAclArn])).toEqual({ webAclArn: WebAclArn.OutputValue });
    expect(toParameters([])).toEqual({});
    const names = ['eu-west-1', 'ap-southeast-1'].map((region) => edgeStackName({ stage: 'prod', region }));
    expect(names).toEqual(['student-management-prod-edge-eu-west-1', 'student-management-prod-edge-ap-southeast-1']);
  });

  it('rejects missing mail settings an unknown time zone and an unknown language before it starts', () => {
    expect(() => assertDeployable('staging', parametersOf('staging', {}))).toThrow(/^The stage staging sends mail through SES/);
    expect(() => assertDeployable('dev', parametersOf('dev', { timeZone: 'Asia/Hanoi_City' }))).toThrow(/not "Asia\/Hanoi_City"\.$/);
    expect(() => assertDeployable('dev', parametersOf('dev', { locale: 'Vietnamese' }))).toThrow(/^locale must be .* not "Vietnamese"\.$/);
  });

  it.each([
    ['an address', 'office@school.example', '', undefined],
    ['an address as sender', 'office@school.example', 'School <Office@school.example>', undefined],
    [
      'an address, and another sender',
      'office@school.example',
      'it@school.example',
      /^mailFrom must be an address of office@school\.example/,
    ],
    ['a domain without a sender', 'school.example', '', /^sesIdentityArn is the domain school\.example, so mailFrom must name a sender/],
    ['a domain with a sender', 'school.example', 'School <office@school.example>', undefined],
    ['a domain with a sender of a subdomain', 'school.example', 'office@mail.school.example', undefined],
    ['a domain with a foreign sender', 'school.example', 'office@notschool.example', /^mailFrom must be an address of school\.example/],
    ['a domain without an address', 'school.example', 'School', /^mailFrom must be an address of school\.example/],
  ])('checks the sender of mail: %s', (_what, identity, mailFrom, refused) => {
    const parameters = parametersOf('prod', { sesIdentityArn: `arn:aws:ses:us-east-1:1:identity/${identity}`, mailFrom });
    if (refused) expect(() => assertDeployable('prod', parameters)).toThrow(refused);
    else expect(assertDeployable('prod', parameters)).toBeUndefined();
  });

  it.each([
    ['canary', 'of', 'on or off'],
    ['auditDigests', 'true', 'on or off'],
    ['staffMfa', 'on', 'required or optional'],
    ['showRanks', 'yes', 'on or off'],
  ])('rejects the setting %s=%s before anything is packaged', (name, value, choices) => {
    expect(() => parametersOf('dev', { [name]: value })).toThrow(
      `${name} must be ${choices}, not "${value}". Change it in infra/stages.yml, in DEPLOY_OPTIONS or in --param.`,
    );
  });

  it('rejects a contact for security.txt that is no address', () => {
    expect(() => assertDeployable('dev', parametersOf('dev', { securityContact: 'the office' }))).toThrow(/^securityContact must be /);
  });

  it('reads settings of DEPLOY_OPTIONS line by line, with blanks in values, and the command line wins', () => {
    const lines = 'mailFrom=School of Law <office@school.example>\r\n\n  --param firewall=on\n--param=alarmMail=a@b.example\n';
    expect(givenParameters(['firewall=off'], lines)).toEqual({
      mailFrom: 'School of Law <office@school.example>',
      firewall: 'off',
      alarmMail: 'a@b.example',
    });
    expect(givenParameters([], '')).toEqual({});
    expect(() => givenParameters([], '--param a=1 --param b=2')).toThrow('DEPLOY_OPTIONS must have one setting in each line');
    expect(() => givenParameters([], 'firewall')).toThrow('--param must be name=value, not "firewall".');
  });

  it('explains how to sign in to AWS, and starts nothing', async () => {
    const withoutCredentials = {
      AWS_EC2_METADATA_DISABLED: 'true',
      HOME: tmpdir(),
      AWS_CONFIG_FILE: '/nowhere',
      AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
    };
    const { code, output, errors } = await runCommand('deploy', ['--stage', 'dev'], withoutCredentials);
    expect({ code, output, lines: errors.trim().split('\n') }).toEqual({
      code: 1,
      output: '',
      lines: [expect.stringMatching(/^There are no AWS credentials: set AWS_PROFILE/)],
    });
  });
});

describe('a command', () => {
  it.each(COMMANDS)('prints its usage: %s', async (command) => {
    expect(await runCommand(command, ['--help'])).toEqual(usageOf(command));
  });

  it('validates its parameters before it calls AWS', () => {
    expect(() => deployableParameters('prod', [])).toThrow(/^The stage prod sends mail through SES/);
    expect(() => deployableParameters('dev', ['nope=1'])).toThrow(/^There is no parameter nope/);
    expect(deployableParameters('dev', ['firewall=on'])).toEqual({ firewall: 'on' });
  });

  it('distinguishes a network error from denied access', async () => {
    const withCredentials = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
    const aws = await listenOnLoopback((_, response) => {
      response.statusCode = 403;
      response.end(
        '<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>The token is invalid.</Message></Error></ErrorResponse>',
      );
    });
    const refused = await runCommand('doctor', ['--stage', 'dev'], { ...withCredentials, AWS_ENDPOINT_URL_STS: aws.url });
    await aws.close();
    const offline = await runCommand('doctor', ['--stage', 'dev'], { ...withCredentials, AWS_ENDPOINT_URL_STS: aws.url });

    expect(refused).toEqual({ code: 1, output: '', errors: 'AWS does not accept the credentials: The token is invalid.\n' });
    expect(offline).toEqual({ code: 1, output: '', errors: expect.stringMatching(/^AWS cannot be reached: .+\n$/) as string });
  });

  it('requires the name of the stage as a confirmation', async () => {
    const asked = (typed: string) => confirm('', 'school', Readable.from([typed]));
    await expect(asked('school\n')).resolves.toBeUndefined();
    for (const typed of ['', 'yes\n', 'other\n']) await expect(asked(typed)).rejects.toThrow(new Failure('Nothing was removed.'));
  });
});

describe('create-admin', () => {
  let school: SchoolFixture;
  let environment: Record<string, string>;
  beforeAll(async () => {
    school = await SchoolFixture.start();
    environment = { ...school.environment, CURSOR_KEY: randomBytes(32).toString('base64') };
  });
  afterAll(() => school.close());

  const args = (email: string) => ['--email', email, '--code', aCode('A'), '--given-name', 'An', '--family-name', 'Lê'];

  it('adds the first admin, with an invitation and the group', async () => {
    expect(await runCommand('create-admin', args('office@example.edu'), environment)).toEqual({
      code: 0,
      errors: '',
      output: 'office@example.edu is invited as an admin. A mail with the first password is on its way.\n',
    });
    const [admin] = (await school.asRole('ADMIN').get('/users?role=ADMIN')).body.items;
    expect(admin).toMatchObject({ email: 'office@example.edu', role: 'ADMIN', status: 'INVITED' });
    expect(school.pool.outbox.map(({ to }) => to)).toEqual(['office@example.edu']);
    const pool = new Accounts(school.pool);
    expect(await pool.find(admin.id)).toMatchObject({ enabled: true, groups: ['admin'] });
    pool.close();
  });

  it('names every invalid option, and adds no user', async () => {
    const { code, errors } = await runCommand(
      'create-admin',
      ['--email', 'office', '--given-name', 'An', '--family-name', 'Lê'],
      environment,
    );
    expect(code).toBe(1);
    expect(errors).toMatch(/--email .+--code is required\. Usage/);
    expect((await school.asRole('ADMIN').get('/statistics')).body.people.admins).toBe(1);
  });

  it('adds an admin with one name, and none without any', async () => {
    const options = args('sukarno@example.edu').slice(0, 4);
    const { code, errors } = await runCommand('create-admin', options, environment);
    expect({ code, errors }).toEqual({
      code: 1,
      errors: expect.stringContaining('--given-name is required, because a person needs a given name or a family name. Usage'),
    });
    expect(await runCommand('create-admin', [...options, '--given-name', 'Sukarno'], environment)).toMatchObject({ code: 0, errors: '' });
    const { items } = (await school.asRole('ADMIN').get('/users?search=sukarno')).body;
    expect(items).toMatchObject([{ email: 'sukarno@example.edu', givenName: 'Sukarno', familyName: '' }]);
  });

  it('says that the admin needs an authenticator app where the school requires one of staff', async () => {
    const { output } = await runCommand('create-admin', args('head@example.edu'), { ...environment, STAFF_MFA: 'required' });
    expect(output).toMatch(/^head@example\.edu is invited .+\nStaff need an authenticator app: tell the admin to set one up/);
  });
});

describe('restore', () => {
  it('restores every table including counts, and can be repeated', async () => {
    const school = await SchoolFixture.startWithDefaults();
    const schoolClass = await school.addClass();
    const students = await Promise.all([1, 2, 3].map(async () => (await school.addUser()).user));
    for (const student of students) await school.enrol(schoolClass, student);
    const marks = (mark: number, version: number) =>
      school.admin.put(`/classes/${schoolClass.id}/scores/${students[0]!.id}`, { version, marks: { midterm: mark } });
    expect((await marks(7, 1)).status).toBe(200);

    const client = new DynamoDBClient({ endpoint: school.database.url, region: 'us-east-1' });
    const copies = 'copies';
    await createTables(client, copies);
    const copyAll = async (from: string, to: string) => {
      for (const table of Object.keys(TABLES) as TableName[]) {
        const { keys }: TableDefinition = TABLES[table];
        const primary = keys.filter((name) => name !== undefined);
        await copyTable(client, tableName(from, table), tableName(to, table), primary);
      }
    };
    // From here on an operator works, and not the app alone.
    school.operations.stop();
    await copyAll(TABLE_PREFIX, copies);
    const before = await dumpOf(school);

    expect((await marks(1, 2)).status).toBe(200);
    await school.withdraw(schoolClass, students[1]!);
    await school.addClass();
    expect(await dumpOf(school)).not.toEqual(before);
    await copyAll(copies, TABLE_PREFIX);
    expect(await dumpOf(school)).toEqual(before);
    await copyAll(copies, TABLE_PREFIX);
    expect(await dumpOf(school)).toEqual(before);
    expect(await recount(school.get(CountsRepository))).toEqual({ differences: [], unsettled: [] });

    client.destroy();
    await school.close();
  });
});

describe('copying tables back', () => {
  it('requires all tables of the stage', async () => {
    const school = await SchoolFixture.start();
    const client = new DynamoDBClient({ endpoint: school.database.url, region: 'us-east-1' });
    // An operator asks, and not the app.
    school.operations.stop();
    const restored = `${TABLE_PREFIX}-at-20261120T100000`;

    await expect(assertRestored(client, 'another', TABLE_PREFIX)).rejects.toThrow(
      /^--copy-from must be a prefix that --to has printed, such as /,
    );
    await expect(assertRestored(client, restored, TABLE_PREFIX)).rejects.toThrow(/ is missing\. Nothing was changed\.$/);
    await createTables(client, restored);
    await expect(assertRestored(client, restored, TABLE_PREFIX)).resolves.toBeUndefined();

    client.destroy();
    await school.close();
  });
});

describe('rotating the origin secret', () => {
  it('activates a slot only with a value, and never replaces the active slot', async () => {
    for (const active of ['A', 'B'] as const) {
      const steps: [string, Slot][] = [];
      const values = new Set<string>();
      await rotate({
        active: () => Promise.resolve(active),
        write: (slot, value) => {
          values.add(value);
          return Promise.resolve(void steps.push(['write', slot]));
        },
        send: (slot) => Promise.resolve(void steps.push(['send', slot])),
      });
      const idle = active === 'A' ? 'B' : 'A';
      expect(steps).toEqual([
        ['write', idle],
        ['send', idle],
        ['write', active],
      ]);
      expect([...values].filter((value) => value.length >= 64)).toHaveLength(2);
    }
  });
});

describe('the code cache of a function', () => {
  let folder: string;
  let lambda: LoopbackServer;
  let client: LambdaClient;
  let functions: Record<string, { folder: string; settings: object }>;
  let requests: string[];
  let created: object;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'artifact-'));
    copyFileSync(join(ROOT, 'infra/lambda/loader.mjs'), join(folder, 'index.mjs'));
    writeFileSync(
      join(folder, 'app.js'),
      asFunction(
        "exports.ready = Promise.resolve(); exports.warmUp = async () => require('node:fs').writeFileSync(__dirname + '/warmed-up', '');",
      ),
    );
    functions = { 'school-api': { folder, settings: SETTINGS } };
    requests = [];
    lambda = await listenOnLoopback((request, response) => {
      void readBody(request, 1_000_000).then((body) => {
        const [status, answer] = lambdaAnswer(request.method!, request.url!, body);
        response.statusCode = status;
        if (answer === FAILED) response.setHeader('x-amz-function-error', 'Unhandled');
        if (status === 404) response.setHeader('x-amzn-errortype', 'ResourceNotFoundException');
        if (status === 409) response.setHeader('x-amzn-errortype', 'ResourceConflictException');
        response.end(answer);
      });
    });
    client = new LambdaClient({ endpoint: lambda.url, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  });
  afterEach(async () => {
    client.destroy();
    await lambda.close();
    for (const { folder: unpacked } of Object.values(functions)) rmSync(unpacked, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  });

  const FAILED = '{"errorType":"Runtime.ExitError"}';
  const SETTINGS = {
    ...{ Role: 'arn:aws:iam::1:role/a', Runtime: 'nodejs24.x', Architectures: ['arm64'], MemorySize: 1024, Timeout: 28 },
    ...{ Handler: 'dist/lambda/index.handler', Environment: { Variables: { COGNITO_CLIENT_ID: 'abc' } } },
  };

  /** Lambda as its clients see it. An invocation is a new process of the function. */
  function lambdaAnswer(method: string, url: string, body: Buffer): [number, string] {
    const [, name, operation = ''] = /^\/2015-03-31\/functions(?:\/([^/]+)(?:\/(\w+))?)?$/.exec(url)!;
    requests.push(`${method} ${name ?? ''} ${operation}`.trim());
    if (!name) return createFunction(JSON.parse(body.toString()) as { FunctionName: string; Code: { ZipFile: string } });
    const found = functions[name];
    if (!found) return [404, '{}'];
    if (method === 'DELETE') {
      delete functions[name];
      return [204, ''];
    }
    if (operation === 'invocations') return [200, invoke(found.folder, body)];
    return [200, JSON.stringify(operation ? found.settings : { Configuration: { ...found.settings, State: 'Active' } })];
  }

  function createFunction({ FunctionName, Code, ...settings }: { FunctionName: string; Code: { ZipFile: string } }): [number, string] {
    if (functions[FunctionName]) return [409, '{}'];
    const unpacked = mkdtempSync(join(tmpdir(), 'function-'));
    for (const [name, content] of Object.entries(unzipSync(Buffer.from(Code.ZipFile, 'base64')))) {
      expect(name).toMatch(/^dist\/lambda\/[^/]+$/);
      writeFileSync(join(unpacked, basename(name)), content);
    }
    functions[FunctionName] = { folder: unpacked, settings };
    created = settings;
    return [201, '{}'];
  }

  function invoke(unpacked: string, event: Buffer): string {
    const call = "process.stdout.write('\\n' + JSON.stringify(await (await import('./index.mjs')).handler(JSON.parse(process.argv[1]))));";
    const args = ['--input-type=module', '--eval', call, event.toString()];
    // The hash in the name of the cache includes the flags of the process, as on Lambda.
    const { status, stdout } = spawnSync(process.execPath, args, { cwd: unpacked, encoding: 'utf8' });
    return status === 0 ? stdout.split('\n').at(-1)! : FAILED;
  }

  const caches = () => readdirSync(folder).filter((file) => file.endsWith('.cache'));

  it('is read from the function after its warm-up, and used by it after the next deployment', async () => {
    expect(await adoptCodeCache(client, 'school-api', folder)).toBe(true);
    expect(caches()).toHaveLength(1);
    expect(existsSync(join(folder, 'warmed-up'))).toBe(true);
    expect(await adoptCodeCache(client, 'school-api', folder)).toBe(false);
  });

  it('is made before the deployment by a function with the same settings, so that one update of the stack is enough', async () => {
    await makeCodeCache(client, 'school-api', folder);
    expect(requests).toEqual([
      'GET school-api configuration',
      'DELETE school-api-code-cache',
      'POST',
      'GET school-api-code-cache',
      'POST school-api-code-cache invocations',
      'DELETE school-api-code-cache',
    ]);
    expect(created).toEqual({ ...SETTINGS, Description: expect.any(String) as string });
    expect(caches()).toHaveLength(1);
    // The deployed function did nothing. With the new code, it accepts the cache.
    expect(existsSync(join(folder, 'warmed-up'))).toBe(false);
    expect(await adoptCodeCache(client, 'school-api', folder)).toBe(false);
  });

  it('is made although an earlier deployment was killed meanwhile, and leaves nothing after a failure', async () => {
    const left = mkdtempSync(join(tmpdir(), 'function-'));
    functions['school-api-code-cache'] = { folder: left, settings: {} };
    writeFileSync(join(folder, 'app.js'), asFunction("throw new Error('It lacks a setting.');"));
    await expect(makeCodeCache(client, 'school-api', folder)).rejects.toThrow(`The function does not start: ${FAILED}`);
    expect(Object.keys(functions)).toEqual(['school-api']);
    await expect(deleteCacheMaker(client, 'school-api')).resolves.toBeUndefined();
    rmSync(left, { recursive: true });
  });
});

describe('remove', () => {
  const EDGE = edgeStackName({ stage: 'dev', region: 'eu-west-1' });

  it('removes the part in us-east-1 if only that is left', async () => {
    const aws = await FakeCloudFormation.start({ [EDGE]: { status: 'CREATE_COMPLETE' } });
    const environment = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_ENDPOINT_URL: aws.url };
    const remove = (region: string) => runCommand('remove', ['--stage', 'dev', '--region', region, '--yes'], environment);

    // A stage there has no such part.
    expect(await remove('us-east-1')).toMatchObject({ code: 1, errors: expect.stringMatching(/is not deployed in us-east-1/) as string });
    expect(aws.changes).toEqual([]);
    expect(await remove('eu-west-1')).toEqual({ code: 0, errors: '', output: 'Everything is removed.\n' });
    expect(aws.changes).toEqual([`DeleteStack ${EDGE}`]);
    expect(await remove('eu-west-1')).toMatchObject({ code: 1, errors: expect.stringMatching(/is not deployed in eu-west-1/) as string });
    await aws.close();
  });
});

describe('emptying a bucket', () => {
  const Bucket = 'media';
  const endings: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const end of endings.splice(0).reverse()) await end();
  });

  function clientOf(storage: { url: string; close: () => Promise<void> }): S3Client {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new S3Client({ endpoint: storage.url, region: 'us-east-1', forcePathStyle: true, credentials });
    endings.push(storage.close, () => client.destroy());
    return client;
  }

  it('deletes all objects, and accepts a bucket that is gone', async () => {
    const client = clientOf(await startS3({ buckets: [Bucket] }));
    for (const Key of ['avatars/1', 'avatars/2', 'index.html']) await client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));

    expect(await emptyBucket(client, Bucket)).toBe(3);
    expect((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
    expect(await emptyBucket(client, 'gone-before')).toBe(0);
  });

  it('deletes old versions and delete markers, and fails if one remains', async () => {
    const storage = await aVersionedBucket(['Version a 2', 'Version a 1', 'DeleteMarker b 2', 'Version b 1', 'Version kept 1']);

    await expect(emptyBucket(clientOf(storage), Bucket)).rejects.toThrow(new Failure('kept in media cannot be deleted: Access Denied'));
    expect(storage.entries).toEqual(['Version kept 1']);
  });
});

/** As much of S3 as shows two versions at a time and deletes them by name, but for those of the key `kept`. An entry is `<element> <key> <version>`. */
async function aVersionedBucket(entries: string[]): Promise<{ entries: string[]; url: string; close: () => Promise<void> }> {
  const server = await listenOnLoopback((request, response) => {
    void readBody(request, 65_536).then((body) => {
      if (request.method === 'GET') {
        const listed = entries.slice(0, 2).map((entry) => entry.split(' ') as [string, string, string]);
        const elements = listed.map(([name, key, version]) => `<${name}><Key>${key}</Key><VersionId>${version}</VersionId></${name}>`);
        return response.end(`<ListVersionsResult>${elements.join('')}</ListVersionsResult>`);
      }
      const asked = [...body.toString().matchAll(/<Key>(.+?)<\/Key><VersionId>(.+?)<\/VersionId>/g)].map(
        ([, key, version]) => `${key} ${version}`,
      );
      const isAsked = (entry: string) => asked.some((one) => entry.endsWith(` ${one}`));
      const stays = entries.filter((entry) => isAsked(entry) && entry.includes(' kept '));
      entries.splice(0, entries.length, ...entries.filter((entry) => !isAsked(entry) || stays.includes(entry)));
      const errors = stays.map(() => '<Error><Key>kept</Key><Code>AccessDenied</Code><Message>Access Denied</Message></Error>');
      return response.end(`<DeleteResult>${errors.join('')}</DeleteResult>`);
    });
  });
  return { entries, url: server.url, close: () => server.close() };
}
