import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { TABLE_PREFIX } from '../../../local/cloud.js';
import { listenOnLoopback, readBody } from '../../../local/loopback.js';
import { startS3 } from '../../../local/s3/server.js';
import { createTables } from '../../../local/tables.js';
import { adoptCodeCache } from '../../../scripts/cloud/code-cache.js';
import { confirm } from '../../../scripts/cloud/confirm.js';
import { copyTable } from '../../../scripts/cloud/copy-table.js';
import { UNPROTECTED } from '../../../scripts/cloud/deployment.js';
import { deployEdge, edgeStackName, toParameters } from '../../../scripts/cloud/edge.js';
import { emptyBucket } from '../../../scripts/cloud/empty-bucket.js';
import { readTarget } from '../../../scripts/cloud/options.js';
import { assertDeployable, deployableParameters, parametersOf, readParameters } from '../../../scripts/cloud/parameters.js';
import { assertRestored } from '../../../scripts/cloud/restored.js';
import { rotate, type Slot } from '../../../scripts/cloud/rotation.js';
import { buildSite, uploadSite } from '../../../scripts/cloud/site.js';
import { Failure } from '../../../scripts/failure.js';
import { CountsRepository } from '../../../src/features/statistics/counts.repository.js';
import { recount } from '../../../src/features/statistics/recount.js';
import { type TableDefinition, tableName, type TableName, TABLES } from '../../../src/persistence/dynamodb/schema/tables.js';
import { Accounts } from '../../fixtures/accounts.js';
import { aCode } from '../../fixtures/builders.js';
import { dumpOf } from '../../fixtures/dump.js';
import { SchoolFixture } from '../../fixtures/school.js';

const ROOT = resolve(__dirname, '../../..');

interface Ended {
  code: number | null;
  output: string;
  errors: string;
}

/** Runs a command as `npm run` does, with nothing in its environment but what is said. */
function run(command: string, args: string[], environment: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(process.execPath, [join(ROOT, 'local/typescript.cjs'), join(ROOT, `scripts/cloud/${command}.ts`), ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, NODE_OPTIONS: '--disable-warning=ExperimentalWarning', ...environment },
  });
  const ended: Ended = { code: null, output: '', errors: '' };
  child.stdout.on('data', (text) => (ended.output += String(text)));
  child.stderr.on('data', (text) => (ended.errors += String(text)));
  return new Promise((done) => child.once('close', (code) => done({ ...ended, code })));
}

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

  it('rejects missing mail settings and an unknown time zone before it starts', () => {
    expect(() => assertDeployable('staging', parametersOf('staging', {}))).toThrow(/^The stage staging sends mail through SES/);
    expect(() => assertDeployable('dev', parametersOf('dev', { timeZone: 'Asia/Hanoi_City' }))).toThrow(/not "Asia\/Hanoi_City"\.$/);
    expect(assertDeployable('prod', parametersOf('prod', { sesIdentityArn: 'arn:aws:ses:us-east-1:1:identity/a' }))).toBeUndefined();
  });

  it('explains how to sign in to AWS, and starts nothing', async () => {
    const nobody = {
      AWS_EC2_METADATA_DISABLED: 'true',
      HOME: tmpdir(),
      AWS_CONFIG_FILE: '/nowhere',
      AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
    };
    const { code, output, errors } = await run('deploy', ['--stage', 'dev'], nobody);
    expect({ code, output, lines: errors.trim().split('\n') }).toEqual({
      code: 1,
      output: '',
      lines: [expect.stringMatching(/^There are no AWS credentials: set AWS_PROFILE/)],
    });
  });
});

describe('a command', () => {
  const COMMANDS = ['create-admin', 'deploy', 'doctor', 'logs', 'package', 'remove', 'restore', 'rotate', 'unprotect'];

  it.each(COMMANDS)('prints its usage: %s', async (command) => {
    const { code, output, errors } = await run(command, ['--help']);
    expect({ code, errors, output }).toEqual({
      code: 0,
      errors: '',
      output: expect.stringMatching(`^Usage: npm run ${command} -- [^]*\n  --stage STAGE +[^]*\n  --help +print this text\n$`),
    });
  });

  it('validates its parameters before it calls AWS', () => {
    expect(() => deployableParameters('prod', [])).toThrow(/^The stage prod sends mail through SES/);
    expect(() => deployableParameters('dev', ['nope=1'])).toThrow(/^There is no parameter nope/);
    expect(deployableParameters('dev', ['firewall=on'])).toEqual({ firewall: 'on' });
  });

  it('distinguishes a network error from denied access', async () => {
    const somebody = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
    const aws = await listenOnLoopback((_, response) => {
      response.statusCode = 403;
      response.end(
        '<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>The token is invalid.</Message></Error></ErrorResponse>',
      );
    });
    const refused = await run('doctor', ['--stage', 'dev'], { ...somebody, AWS_ENDPOINT_URL_STS: aws.url });
    await aws.close();
    const offline = await run('doctor', ['--stage', 'dev'], { ...somebody, AWS_ENDPOINT_URL_STS: aws.url });

    expect(refused).toEqual({ code: 1, output: '', errors: 'AWS does not accept the credentials: The token is invalid.\n' });
    expect(offline).toEqual({ code: 1, output: '', errors: expect.stringMatching(/^AWS cannot be reached: .+\n$/) as string });
  });

  it('requires the name of the stage as a confirmation', async () => {
    const asked = (typed: string) => confirm('Its name: ', 'school', Readable.from([typed]));
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
    expect(await run('create-admin', args('office@example.edu'), environment)).toMatchObject({ code: 0, errors: '' });
    const [admin] = (await school.asRole('ADMIN').get('/users?role=ADMIN')).body.items;
    expect(admin).toMatchObject({ email: 'office@example.edu', role: 'ADMIN', status: 'INVITED' });
    expect(school.pool.outbox.map(({ to }) => to)).toEqual(['office@example.edu']);
    const pool = new Accounts(school.pool);
    expect(await pool.find(admin.id)).toMatchObject({ enabled: true, groups: ['admin'] });
    pool.close();
  });

  it('names every invalid option, and adds no user', async () => {
    const { code, errors } = await run('create-admin', ['--email', 'office', '--given-name', 'An', '--family-name', 'Lê'], environment);
    expect(code).toBe(1);
    expect(errors).toMatch(/--email .+--code is required\. Usage/);
    expect((await school.asRole('ADMIN').get('/statistics')).body.people.admins).toBe(1);
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
  it('is read from the function after its warm-up, and used by it after the next deployment', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'artifact-'));
    copyFileSync(join(ROOT, 'infra/lambda/loader.mjs'), join(folder, 'index.mjs'));
    writeFileSync(
      join(folder, 'app.cjs'),
      "exports.ready = Promise.resolve(); exports.warmUp = async () => require('node:fs').writeFileSync(__dirname + '/warmed-up', '');",
    );
    writeFileSync(
      join(folder, 'call.mjs'),
      "process.stdout.write('\\n' + JSON.stringify(await (await import('./index.mjs')).handler(JSON.parse(process.argv[2]))));",
    );
    // Lambda as its clients see it: the answer of a new process of the function.
    const lambda = await listenOnLoopback((request, response) => {
      void readBody(request, 1024).then((event) => {
        const output = execFileSync(process.execPath, [join(folder, 'call.mjs'), event.toString()], { encoding: 'utf8' });
        response.end(request.url === '/2015-03-31/functions/school-api/invocations' ? output.split('\n').at(-1) : '');
      });
    });
    const client = new LambdaClient({ endpoint: lambda.url, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });

    expect(await adoptCodeCache(client, 'school-api', folder)).toBe(true);
    expect(readdirSync(folder).filter((file) => file.endsWith('.cache'))).toHaveLength(1);
    expect(existsSync(join(folder, 'warmed-up'))).toBe(true);
    expect(await adoptCodeCache(client, 'school-api', folder)).toBe(false);

    client.destroy();
    await lambda.close();
    rmSync(folder, { recursive: true });
  });
});

describe('the edge stack', () => {
  const target = { stage: 'dev', region: 'eu-west-1' } as const;
  const EDGE = edgeStackName(target);

  it('is removed by a second run that finds no other stack', async () => {
    const aws = await aCloudFormation({ [EDGE]: 'CREATE_COMPLETE' });
    const environment = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_ENDPOINT_URL: aws.url };
    const remove = (region: string) => run('remove', ['--stage', 'dev', '--region', region, '--yes'], environment);

    // A stage there has no such part.
    expect(await remove('us-east-1')).toMatchObject({ code: 1, errors: expect.stringMatching(/is not deployed in us-east-1/) as string });
    expect(aws.changes).toEqual([]);
    expect(await remove('eu-west-1')).toEqual({ code: 0, errors: '', output: 'The part in us-east-1 is removed too.\n' });
    expect(aws.changes).toEqual([`DeleteStack ${EDGE}`]);
    expect(await remove('eu-west-1')).toMatchObject({ code: 1, errors: expect.stringMatching(/is not deployed in eu-west-1/) as string });
    await aws.close();
  });

  it('is created or rolled back, and updated the next time', async () => {
    const parameters = parametersOf('dev', { firewall: 'on' });
    const aws = await aCloudFormation({});
    const client = new CloudFormationClient({
      endpoint: aws.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });

    await deployEdge(target, parameters, client);
    expect(aws.changes.splice(0)).toEqual([`CreateStack ${EDGE} or DELETE`]);
    await deployEdge(target, parameters, client);
    expect(aws.changes).toEqual([`UpdateStack ${EDGE}`]);

    client.destroy();
    await aws.close();
  });
});

/** As much of CloudFormation, and of STS, as keeps the state of some stacks by their names. */
async function aCloudFormation(stacks: Record<string, string>): Promise<{ changes: string[]; url: string; close: () => Promise<void> }> {
  const changes: string[] = [];
  const server = await listenOnLoopback((request, response) => {
    void readBody(request, 1_000_000).then((body) => {
      const asked = new URLSearchParams(body.toString());
      const [action, name] = [asked.get('Action')!, asked.get('StackName')!];
      const answer = (result: string) =>
        response.end(`<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`);
      if (action === 'GetCallerIdentity') return answer('<Account>1</Account>');
      if (action !== 'DescribeStacks') {
        const otherwise = asked.get('OnFailure');
        changes.push(`${action} ${name}${otherwise ? ` or ${otherwise}` : ''}`);
        if (action === 'DeleteStack') delete stacks[name];
        else stacks[name] = action === 'CreateStack' ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE';
        return answer('');
      }
      const state = stacks[name];
      if (state) return answer(`<Stacks><member><StackName>${name}</StackName><StackStatus>${state}</StackStatus></member></Stacks>`);
      response.statusCode = 400;
      return response.end(
        `<ErrorResponse><Error><Code>ValidationError</Code><Message>${name} does not exist</Message></Error></ErrorResponse>`,
      );
    });
  });
  return { changes, url: server.url, close: () => server.close() };
}

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

  it('deletes more than one page of objects', async () => {
    const client = clientOf(await startS3({ buckets: [Bucket] }));
    const put = (Key: string) => client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    // Some at a time: the SDK warns of more than it has connections.
    for (let row = 0; row < 21; row += 1) await Promise.all(Array.from({ length: 48 }, (_, index) => put(`avatars/${row}-${index}`)));

    expect(await emptyBucket(client, Bucket)).toBe(1_008);
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

describe('the site', () => {
  it('contains the committed documentation with its media types, and no old files', async () => {
    const Bucket = 'site';
    const storage = await startS3({ buckets: [Bucket] });
    const folder = mkdtempSync(join(tmpdir(), 'site-'));
    const { accessKeyId, secretAccessKey, url: endpoint } = storage;
    const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } });
    await client.send(new PutObjectCommand({ Bucket, Key: 'old/page.html', Body: 'old' }));
    await uploadSite(client, Bucket, buildSite(join(folder, 'site')));

    const keys = (await client.send(new ListObjectsV2Command({ Bucket }))).Contents!.map(({ Key }) => Key);
    expect(keys).toEqual(expect.arrayContaining(['index.html', 'api/docs/index.html', 'api/docs/swagger-ui-bundle.js']));
    expect(keys).not.toContain('old/page.html');
    const document = await client.send(new GetObjectCommand({ Bucket, Key: 'api/openapi.json' }));
    expect(document.ContentType).toBe('application/json; charset=utf-8');
    expect(await document.Body!.transformToString()).toBe(readFileSync(join(ROOT, 'openapi.json'), 'utf8'));

    client.destroy();
    await storage.close();
    rmSync(folder, { recursive: true });
  });
});
