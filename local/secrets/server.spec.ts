import { CreateSecretCommand, GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type LocalSecrets, startSecrets } from './server.js';

describe('the local Secrets Manager', () => {
  let server: LocalSecrets;
  let client: SecretsManagerClient;

  beforeEach(async () => {
    server = await startSecrets();
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    client = new SecretsManagerClient({ endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  });
  afterEach(async () => {
    client.destroy();
    await server.close();
  });

  const create = (Name: string, SecretString: string) => client.send(new CreateSecretCommand({ Name, SecretString }));
  const put = (SecretId: string, SecretString: string) => client.send(new PutSecretValueCommand({ SecretId, SecretString }));
  const read = (SecretId: string, VersionStage?: string) => client.send(new GetSecretValueCommand({ SecretId, VersionStage }));
  const errorOf = (answer: Promise<unknown>) => answer.catch((error: Error) => error.name);

  it('returns a value by name or ARN', async () => {
    const { ARN } = await create('origin-a', 'one');
    expect(await read('origin-a')).toMatchObject({ ARN, Name: 'origin-a', SecretString: 'one', VersionStages: ['AWSCURRENT'] });
    expect(await read(ARN!)).toMatchObject({ SecretString: 'one' });
  });

  it('returns the previous value after a new one is put', async () => {
    await create('origin-a', 'one');
    expect(await errorOf(read('origin-a', 'AWSPREVIOUS'))).toBe('ResourceNotFoundException');
    const { VersionId } = await put('origin-a', 'two');
    expect(await read('origin-a')).toMatchObject({ SecretString: 'two', VersionId });
    expect(await read('origin-a', 'AWSPREVIOUS')).toMatchObject({ SecretString: 'one', VersionStages: ['AWSPREVIOUS'] });
  });

  it('rejects an existing name, an unknown secret and an unknown version stage', async () => {
    await create('origin-a', 'one');
    expect(await errorOf(create('origin-a', 'two'))).toBe('ResourceExistsException');
    expect(await errorOf(read('origin-b'))).toBe('ResourceNotFoundException');
    expect(await errorOf(put('origin-b', 'two'))).toBe('ResourceNotFoundException');
    expect(await errorOf(read('origin-a', 'OTHER'))).toBe('ResourceNotFoundException');
  });

  it('fails the given number of requests', async () => {
    await create('origin-a', 'one');
    server.faults.failNext('GetSecretValue', 2);
    expect(await errorOf(read('origin-a'))).toBe('InternalServiceError');
    expect(await errorOf(read('origin-a'))).toBe('InternalServiceError');
    expect(await read('origin-a')).toMatchObject({ SecretString: 'one' });
  });

  it.each([
    ['an operation without a signature', { 'x-amz-target': 'secretsmanager.GetSecretValue' }, '{}', 'MissingAuthenticationTokenException'],
    [
      'an unknown operation without a signature',
      { 'x-amz-target': 'secretsmanager.DeleteEverything' },
      '{}',
      'MissingAuthenticationTokenException',
    ],
    ['a request without an operation', {}, '{}', 'UnknownOperationException'],
  ])('rejects %s', async (_what, headers, body, type) => {
    const response = await fetch(server.url, { method: 'POST', headers, body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: type });
  });
});
