import { StackStatus } from '@aws-sdk/client-cloudformation';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type LocalS3, startS3 } from '../../../local/s3/server.js';
import { CloudFormationStack } from '../../../scripts/cloud/cloudformation-stack.js';
import { deployEdge, trimEdge } from '../../../scripts/cloud/edge.js';
import { parametersOf } from '../../../scripts/cloud/parameters.js';
import { emptyUnusedBuckets, type Removal, removeStage } from '../../../scripts/cloud/removal.js';
import { explainFailure } from '../../../scripts/cloud/stack-failures.js';
import { Failure } from '../../../scripts/failure.js';
import { FakeCloudFormation, type FakeStack } from '../../fixtures/cloudformation.js';

const NAME = 'student-management-prod';
const EDGE = `${NAME}-edge-eu-west-1`;
const TARGET = { stage: 'prod', region: 'eu-west-1' } as const;

interface Expected {
  /** What a deployment does to the stack before it deploys. */
  readonly deploy: readonly string[];
  /** The state in which it then deploys, `none` for a new stack, or the beginning of a refusal. */
  readonly deploysFrom: StackStatus | 'none' | RegExp;
  /** Whether the removal of a stage finds something to delete, or the state ends without it. */
  readonly removes: boolean;
}

const DELETE = `DeleteStack ${NAME}`;
const AS_IT_IS = (status: StackStatus): Expected => ({ deploy: [], deploysFrom: status, removes: true });
const NEW_AFTER = (...deploy: string[]): Expected => ({ deploy, deploysFrom: 'none', removes: true });

/** What has to happen in each state that a stack can have. A new state of CloudFormation does not compile until it is here. */
const STATES: Readonly<Record<StackStatus, Expected>> = {
  REVIEW_IN_PROGRESS: NEW_AFTER(DELETE),
  CREATE_IN_PROGRESS: AS_IT_IS('CREATE_COMPLETE'),
  CREATE_COMPLETE: AS_IT_IS('CREATE_COMPLETE'),
  CREATE_FAILED: NEW_AFTER(`RollbackStack ${NAME}`),
  ROLLBACK_IN_PROGRESS: NEW_AFTER(DELETE),
  ROLLBACK_COMPLETE: NEW_AFTER(DELETE),
  ROLLBACK_FAILED: NEW_AFTER(DELETE),
  UPDATE_IN_PROGRESS: AS_IT_IS('UPDATE_COMPLETE'),
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: AS_IT_IS('UPDATE_COMPLETE'),
  UPDATE_COMPLETE: AS_IT_IS('UPDATE_COMPLETE'),
  UPDATE_FAILED: { ...AS_IT_IS('UPDATE_ROLLBACK_COMPLETE'), deploy: [`RollbackStack ${NAME}`] },
  UPDATE_ROLLBACK_IN_PROGRESS: AS_IT_IS('UPDATE_ROLLBACK_COMPLETE'),
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: AS_IT_IS('UPDATE_ROLLBACK_COMPLETE'),
  UPDATE_ROLLBACK_COMPLETE: AS_IT_IS('UPDATE_ROLLBACK_COMPLETE'),
  UPDATE_ROLLBACK_FAILED: { ...AS_IT_IS('UPDATE_ROLLBACK_COMPLETE'), deploy: [`ContinueUpdateRollback ${NAME}`] },
  IMPORT_IN_PROGRESS: AS_IT_IS('IMPORT_COMPLETE'),
  IMPORT_COMPLETE: AS_IT_IS('IMPORT_COMPLETE'),
  IMPORT_ROLLBACK_IN_PROGRESS: AS_IT_IS('IMPORT_ROLLBACK_COMPLETE'),
  IMPORT_ROLLBACK_COMPLETE: AS_IT_IS('IMPORT_ROLLBACK_COMPLETE'),
  IMPORT_ROLLBACK_FAILED: {
    deploy: [],
    deploysFrom: /is in the state IMPORT_ROLLBACK_FAILED: CloudFormation could not undo/,
    removes: true,
  },
  DELETE_IN_PROGRESS: { deploy: [], deploysFrom: 'none', removes: false },
  DELETE_FAILED: {
    deploy: [],
    deploysFrom: /is in the state DELETE_FAILED: its removal failed\. Finish that first: npm run remove/,
    removes: true,
  },
  // CloudFormation shows it only under its id.
  DELETE_COMPLETE: { deploy: [], deploysFrom: 'DELETE_COMPLETE', removes: true },
};

const BUCKETS = [
  { id: 'ServerlessDeploymentBucket', type: 'AWS::S3::Bucket', name: 'deployments' },
  { id: 'SiteBucket', type: 'AWS::S3::Bucket', name: 'site' },
  { id: 'MediaBucket', type: 'AWS::S3::Bucket', name: 'media' },
] as const;

/** @param removed the states from which a test removes a stage */
export function describeStates(removed: readonly StackStatus[]): void {
  describe('a stack that an earlier run left in any state', () => stackStates(removed));
}

function stackStates(removed: readonly StackStatus[]): void {
  const endings: (() => Promise<void> | void)[] = [];
  beforeEach(() => void jest.spyOn(process.stdout, 'write').mockReturnValue(true));
  afterEach(async () => {
    jest.restoreAllMocks();
    for (const end of endings.splice(0).reverse()) await end();
  });

  async function aws(stacks: Record<string, FakeStack>) {
    const fake = await FakeCloudFormation.start(stacks);
    const client = fake.client();
    endings.push(
      () => fake.close(),
      () => client.destroy(),
    );
    const stack = (name: string) => new CloudFormationStack(name, 'us-east-1', client, 0);
    return { fake, client, main: stack(NAME), edge: stack(EDGE) };
  }

  async function s3(files: Record<string, string> = {}) {
    const storage: LocalS3 = await startS3({ buckets: BUCKETS.map(({ name }) => name) });
    const { accessKeyId, secretAccessKey, url: endpoint } = storage;
    const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } });
    endings.push(
      () => storage.close(),
      () => client.destroy(),
    );
    for (const [Bucket, Key] of Object.entries(files)) await client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    const count = async (Bucket: string) => (await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount!;
    return { client, count };
  }

  /** What the commands have printed. */
  const printed = () => (process.stdout.write as jest.Mock).mock.calls.map(([text]) => String(text)).join('');

  function removal(given: Pick<Removal, 'stack' | 'edge' | 'storage'> & Partial<Removal>): Removal {
    const nothing = () => Promise.resolve();
    return { target: TARGET, isProtected: () => Promise.resolve(false), confirm: nothing, cleanUp: nothing, ...given };
  }

  it.each(Object.values(StackStatus))('is ready for a deployment, or says what to do: %s', async (status) => {
    const { deploy, deploysFrom } = STATES[status];
    const { fake, main } = await aws({ [NAME]: { status } });
    const settled = main.settle('deploy');

    if (deploysFrom instanceof RegExp) await expect(settled).rejects.toThrow(deploysFrom);
    else expect((await settled)?.StackStatus ?? 'none').toBe(deploysFrom);
    expect(fake.changes).toEqual(deploy);
  });

  it.each(removed)('is removed, and stays removed by a second run: %s', async (status) => {
    const { fake, main, edge } = await aws({ [NAME]: { status, resources: [...BUCKETS] }, [EDGE]: { status: 'CREATE_COMPLETE' } });
    const { client, count } = await s3({ deployments: 'template.json', site: 'index.html', media: 'avatars/1' });
    expect(await removeStage(removal({ stack: main, edge, storage: client }))).toEqual([]);

    expect(fake.stacks).toEqual({});
    expect(fake.changes).toEqual([...(STATES[status].removes ? [DELETE] : []), `DeleteStack ${EDGE}`]);
    if (STATES[status].removes) expect(await Promise.all(BUCKETS.map(({ name }) => count(name)))).toEqual([0, 0, 0]);
    await expect(removeStage(removal({ stack: main, edge, storage: client }))).rejects.toThrow(`${NAME} is not deployed in eu-west-1.`);
  });

  it('is not there: a deployment creates it, and a removal finds only the edge', async () => {
    const { fake, main, edge } = await aws({ [EDGE]: { status: 'ROLLBACK_COMPLETE' } });
    expect(await main.settle('deploy')).toBeUndefined();
    const prompts: string[] = [];
    const confirm = (what: string) => Promise.resolve(void prompts.push(what));
    await removeStage(removal({ stack: main, edge, storage: (await s3()).client, confirm }));
    expect({ prompts, changes: fake.changes }).toEqual({
      prompts: [', of which only the part in us-east-1 is left'],
      changes: [`DeleteStack ${EDGE}`],
    });
  });

  it('waits for a change set that another deployment is about to execute', async () => {
    const { fake, main } = await aws({ [NAME]: { status: 'REVIEW_IN_PROGRESS', createdAt: new Date() } });
    const settled = main.settle('deploy');
    await main.find();
    fake.stacks[NAME]!.status = 'CREATE_IN_PROGRESS';
    expect((await settled)?.StackStatus).toBe('CREATE_COMPLETE');
    expect(fake.changes).toEqual([]);
  });

  it('empties what a failed creation left, but never files of users', async () => {
    const { fake, main } = await aws({ [NAME]: { status: 'ROLLBACK_FAILED', resources: [...BUCKETS] } });
    const { client, count } = await s3({ deployments: 'template.json', site: 'index.html', media: 'avatars/1' });
    await main.settle('deploy', () => emptyUnusedBuckets(client, main));
    expect(await Promise.all(BUCKETS.map(({ name }) => count(name)))).toEqual([0, 0, 1]);
    expect(fake.stacks).toEqual({});
  });

  it('does not touch a bucket that the stack could not create because another has its name', async () => {
    const taken = BUCKETS.map((bucket) => ({ ...bucket, status: 'CREATE_FAILED' as const }));
    const { main } = await aws({ [NAME]: { status: 'CREATE_FAILED', resources: taken } });
    const { client, count } = await s3({ media: 'avatars/1', site: 'index.html' });
    await removeStage(removal({ stack: main, edge: undefined, storage: client }));
    expect(await Promise.all(BUCKETS.map(({ name }) => count(name)))).toEqual([0, 1, 1]);
  });

  it('stops if a step does not help, and says what failed', async () => {
    const failures = { SiteBucket: 'The bucket is locked', Other: 'Resource creation cancelled' };
    const { fake, main } = await aws({ [NAME]: { status: 'UPDATE_ROLLBACK_FAILED', failures, ends: ['UPDATE_ROLLBACK_FAILED'] } });
    await expect(main.settle('deploy')).rejects.toThrow(
      new Failure(`${NAME} stays in the state UPDATE_ROLLBACK_FAILED.\n  SiteBucket: The bucket is locked`),
    );
    expect(fake.changes).toHaveLength(1);
  });

  it('takes a step once, even if CloudFormation shows the state before it for a while', async () => {
    const { fake, main } = await aws({ [NAME]: { status: 'ROLLBACK_COMPLETE' } });
    fake.delay = 3;
    expect(await main.settle('deploy')).toBeUndefined();
    expect(fake.changes).toEqual([DELETE]);
    fake.stacks[NAME] = { status: 'DELETE_FAILED' };
    await main.delete();
    expect(fake.stacks).toEqual({});
  });

  it('says which resource a removal could not delete, and goes on with the next run', async () => {
    const { fake, main } = await aws({ [NAME]: { status: 'UPDATE_COMPLETE', resources: [...BUCKETS] } });
    const { client } = await s3();
    let isFull = true;
    fake.isEmpty = (bucket) => bucket !== 'media' || !isFull;
    const remove = () => removeStage(removal({ stack: main, edge: undefined, storage: client }));
    await expect(remove()).rejects.toThrow(/its state is DELETE_FAILED\. Run the same command again\.\n {2}MediaBucket: The bucket/);
    isFull = false;
    expect(await remove()).toEqual([]);
    expect(fake.stacks).toEqual({});
  });

  it.each([
    ['the stack', { isProtected: true }, () => Promise.resolve(false)],
    ['a table', {}, (table: string) => Promise.resolve(table === `${NAME}-users`)],
  ])('refuses to remove a stage while %s is protected', async (_what, protection, isProtected) => {
    const resources = [...BUCKETS, { id: 'UsersTable', type: 'AWS::DynamoDB::Table', name: `${NAME}-users` }];
    const { fake, main } = await aws({ [NAME]: { status: 'UPDATE_ROLLBACK_FAILED', resources, ...protection } });
    const { client, count } = await s3({ media: 'avatars/1' });
    await expect(removeStage(removal({ stack: main, edge: undefined, storage: client, isProtected }))).rejects.toThrow(
      'prod is protected from deletion. To turn that off: npm run unprotect -- --stage prod --region eu-west-1',
    );
    expect(fake.changes).toEqual([]);
    expect(await count('media')).toBe(1);
  });

  it('keeps the data that the deployed template retains, and lists them', async () => {
    const resources = [
      ...BUCKETS.map((bucket) => ({ ...bucket, isRetained: bucket.id === 'MediaBucket' })),
      { id: 'UsersTable', type: 'AWS::DynamoDB::Table', name: `${NAME}-users`, isRetained: true },
      { id: 'UserPool', type: 'AWS::Cognito::UserPool', name: 'eu-west-1_abc', isRetained: true },
      { id: 'UserPoolClient', type: 'AWS::Cognito::UserPoolClient', name: 'abc', isRetained: true },
      { id: 'AdminGroup', type: 'AWS::Cognito::UserPoolGroup', name: 'admin', isRetained: true },
    ];
    const { main } = await aws({ [NAME]: { status: 'CREATE_COMPLETE', resources } });
    const { client, count } = await s3({ deployments: 'template.json', media: 'avatars/1' });
    const prompts: string[] = [];
    const confirm = (what: string) => Promise.resolve(void prompts.push(what));
    expect(await removeStage(removal({ stack: main, edge: undefined, storage: client, confirm }))).toEqual([
      'AWS::S3::Bucket media',
      `AWS::DynamoDB::Table ${NAME}-users`,
      'AWS::Cognito::UserPool eu-west-1_abc',
      'AWS::Cognito::UserPoolClient abc',
    ]);
    expect(prompts).toEqual([', but keeps users, marks and files']);
    expect(await Promise.all(BUCKETS.map(({ name }) => count(name)))).toEqual([0, 0, 1]);
  });

  it('shows the DNS record that a certificate waits for, once', async () => {
    const reason = 'Content of DNS Record is: {Name: _1.school.example.,Type: CNAME,Value: _2.acm-validations.aws.}';
    const notes = [{ id: 'Certificate', type: 'AWS::CertificateManager::Certificate', reason }];
    const ends = ['CREATE_IN_PROGRESS', 'CREATE_IN_PROGRESS', 'CREATE_COMPLETE'] as StackStatus[];
    const { edge } = await aws({ [EDGE]: { status: 'CREATE_IN_PROGRESS', notes, ends } });
    await edge.waitFor('CREATE_COMPLETE');
    expect(printed()).toBe(
      'A certificate waits until the DNS of your domain has this record:\n  _1.school.example. CNAME _2.acm-validations.aws.\n',
    );
  });

  it('shows no record of a certificate that is issued', async () => {
    const reason = 'Content of DNS Record is: {Name: _1.school.example.,Type: CNAME,Value: _2.acm-validations.aws.}';
    const certificate = { id: 'Certificate', type: 'AWS::CertificateManager::Certificate' };
    const notes = [
      { ...certificate, reason: '', status: 'CREATE_COMPLETE' as const },
      { ...certificate, reason },
    ];
    const { edge } = await aws({ [EDGE]: { status: 'UPDATE_COMPLETE', notes } });
    await edge.showValidationRecords();
    expect(printed()).toBe('');
  });

  it('does not explain a failure with one of an earlier run', async () => {
    const changedAt = new Date(Date.now() - 3_600_000);
    const { client } = await aws({ [NAME]: { status: 'UPDATE_ROLLBACK_COMPLETE', failures: { Some: 'It failed.' }, changedAt } });
    expect(await explainFailure(client, NAME, new Date(Date.now() - 60_000))).toBe('');
    expect(await explainFailure(client, NAME)).toBe('\n  Some: It failed.');
  });

  it.each([
    ['Your account must be verified before you can add or update CloudFront resources.', /AWS Support/],
    ['student-management-prod-users already exists', /left from an earlier stage/],
    ['User: x is not authorized to perform: wafv2:CreateWebACL', /deploy infra\/bootstrap\.yml again/],
  ])('explains a failure that a person has to solve: %s', async (reason, advice) => {
    const { client } = await aws({ [NAME]: { status: 'ROLLBACK_COMPLETE', failures: { Some: reason } } });
    const explained = await explainFailure(client, NAME);
    expect(explained).toMatch(new RegExp(`^\n  Some: ${reason}\n`));
    expect(explained).toMatch(advice);
    expect(explained).not.toContain('Earlier');
  });

  describe('of the edge', () => {
    const on = parametersOf('dev', { firewall: 'on' });
    const off = parametersOf('dev', {});
    const outputs = { WebAclArn: 'arn:acl', CertificateArn: 'arn:certificate' };

    it('is created with a setting for each of its parameters, and updated only if one differs', async () => {
      const { fake, edge } = await aws({});
      await deployEdge(TARGET, on, edge);
      await deployEdge(TARGET, on, edge);
      expect(fake.changes).toEqual([`CreateStack ${EDGE} or DELETE`]);
      const names = Object.keys(fake.stacks[EDGE]!.parameters!);
      expect(names.filter((name) => on[name.charAt(0).toLowerCase() + name.slice(1)] === undefined)).toEqual([]);
      await deployEdge(TARGET, { ...on, firewallLimit: '1000' }, edge);
      expect(fake.changes).toEqual([`CreateStack ${EDGE} or DELETE`, `UpdateStack ${EDGE}`]);
    });

    it('says why it could not be created, although CloudFormation has deleted it again', async () => {
      const { fake, edge } = await aws({});
      fake.creationFails = { WebAcl: 'The limit of firewalls is reached' };
      await expect(deployEdge(TARGET, on, edge)).rejects.toThrow(
        /its state is DELETE_COMPLETE\.[^]*\n {2}WebAcl: The limit of firewalls is reached/,
      );
    });

    it('is created again after a removal that failed, because it has no data of users', async () => {
      const { fake, edge } = await aws({ [EDGE]: { status: 'DELETE_FAILED' } });
      await deployEdge(TARGET, on, edge);
      expect(fake.changes).toEqual([`DeleteStack ${EDGE}`, `CreateStack ${EDGE} or DELETE`]);
    });

    it('is created after what a failed creation left is deleted', async () => {
      const { fake, edge } = await aws({ [EDGE]: { status: 'ROLLBACK_COMPLETE' } });
      await deployEdge(TARGET, on, edge);
      expect(fake.changes).toEqual([`DeleteStack ${EDGE}`, `CreateStack ${EDGE} or DELETE`]);
    });

    it('goes after the main stack no longer uses the firewall, and not before', async () => {
      const { fake, edge } = await aws({ [EDGE]: { status: 'CREATE_COMPLETE', outputs, parameters: { Firewall: 'on', DomainName: '' } } });
      expect(await deployEdge(TARGET, off, edge)).toEqual({});
      expect(fake.changes).toEqual([]);
      await trimEdge(TARGET, off, edge);
      expect(fake.changes).toEqual([`DeleteStack ${EDGE}`]);
      await trimEdge(TARGET, off, edge);
      expect(fake.changes).toHaveLength(1);
    });

    it('keeps the firewall in use while a domain is added, and drops it afterwards', async () => {
      const withDomain = { ...off, domainName: 'school.example' };
      const { fake, edge } = await aws({ [EDGE]: { status: 'CREATE_COMPLETE', outputs, parameters: { Firewall: 'on', DomainName: '' } } });
      expect(await deployEdge(TARGET, withDomain, edge)).toEqual({ certificateArn: 'arn:certificate' });
      expect(fake.stacks[EDGE]!.parameters).toMatchObject({ Firewall: 'on', DomainName: 'school.example' });
      await trimEdge(TARGET, withDomain, edge);
      expect(fake.stacks[EDGE]!.parameters).toMatchObject({ Firewall: 'off', DomainName: 'school.example' });
    });
  });
}
